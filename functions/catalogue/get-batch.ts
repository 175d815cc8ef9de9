import type * as z from "zod";
import type { batchAnswer } from "../../shared/contract/batch-routes.ts";
import { accessionAnswerOf } from "../../shared/domain/accession-answer.ts";
import { compareDoubleIntake } from "../../shared/domain/double-intake.ts";
import { waitingFor } from "../../shared/domain/page.ts";
import { explainRefusal } from "../../shared/domain/refusal.ts";
import type { Language } from "../../shared/domain/sentence.ts";
import { mayFollowKeeping, mayRead, type Viewer } from "../../shared/domain/viewer.ts";
import type { Accession } from "../../shared/domain/accession.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import type { BagStore } from "../../shared/storage/bag-store.ts";
import type { BatchStore } from "../../shared/storage/batch-store.ts";
import { bagAnswerOf } from "./bag-answer.ts";
import { cursorOf, placeOf } from "./cursor.ts";
import { batchNotFound } from "./not-found.ts";

export type BatchQuestion = {
  readonly archiveId: string;
  readonly batchId: string;
  readonly cursor: string | undefined;
  /** Whether paper and digital sets are to be compared, which reads the list of all pages. */
  readonly double?: boolean;
  readonly language: Language;
};

export type GetBatchDeps = {
  readonly batches: BatchStore;
  readonly accessions: AccessionStore;
  readonly bags: Pick<BagStore, "ofBatch">;
};

/** The bags that one answer lists. */
const bagsListed = 50;

/** The unsafe pages that one answer lists; their number is in the counts. */
const unsafeListed = 500;

/** A batch at this moment: counts, what was refused and why, what is not yet safe and what it waits for. */
export const getBatch =
  ({ batches, accessions, bags }: GetBatchDeps) =>
  async (question: BatchQuestion, viewer: Viewer): Promise<z.input<typeof batchAnswer>> => {
    const { archiveId, batchId, cursor, language } = question;
    if (!mayRead(viewer, archiveId)) throw batchNotFound();
    const [accession, counts, refused, unsafe, arrivedBags] = await Promise.all([
      accessions.get(archiveId, batchId),
      batches.counts(archiveId, batchId),
      batches.refused(archiveId, batchId, placeOf(cursor)),
      batches.unsafe(archiveId, batchId, unsafeListed),
      bags.ofBatch(archiveId, batchId, bagsListed),
    ]);
    if (accession?.custody === "registration-backup" && !mayFollowKeeping(viewer, archiveId)) throw batchNotFound();
    return {
      archiveId,
      batchId,
      accession: accession === undefined ? undefined : termsOf(accession, counts.received > 0),
      counts,
      refused: refused.found.map(({ objectKey, refusal, at }) => {
        const details = explainRefusal(refusal);
        return { key: objectKey, code: refusal.code, detail: details[language], details, at };
      }),
      unsafe: unsafe.map((page) => ({
        archivalCode: page.archivalCode,
        page: page.page,
        waitingFor: waitingFor(page),
        since: page.acceptedAt,
      })),
      bags: arrivedBags.map((bag) => bagAnswerOf(bag, language)),
      doubleIntake:
        question.double === true && accession?.units !== undefined
          ? compareDoubleIntake(accession.units, await itemsOf(accessions, archiveId, batchId))
          : undefined,
      cursor: cursorOf(refused.next),
    };
  };

/** Pages that one question of the list asks for. */
const pagesAtOnce = 1000;

/** The items of which pages came with the batch. */
const itemsOf = async (accessions: AccessionStore, archiveId: string, batchId: string): Promise<Set<string>> => {
  const items = new Set<string>();
  let after: string | undefined;
  do {
    const { found, next } = await accessions.pages(archiveId, batchId, after, pagesAtOnce);
    for (const { archivalCode } of found) items.add(archivalCode);
    after = next;
  } while (after !== undefined);
  return items;
};

/** The batch is named already. */
const termsOf = (batch: Accession, filled: boolean): z.input<typeof batchAnswer>["accession"] => {
  const { archiveId, batchId, ...terms } = accessionAnswerOf(batch, filled);
  return terms;
};
