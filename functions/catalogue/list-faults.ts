import type * as z from "zod";
import type { faultsAnswer } from "../../shared/contract/catalogue-routes.ts";
import { explainFault } from "../../shared/domain/description-fault.ts";
import type { Language } from "../../shared/domain/sentence.ts";
import { mayRead, type Viewer } from "../../shared/domain/viewer.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";
import { batchNotFound } from "./not-found.ts";

type Question = {
  readonly archiveId: string;
  readonly batchId: string;
  readonly importId: string;
  readonly cursor: string | undefined;
  readonly language: Language;
};

/** Rows that one answer lists; the cursor leads on to all of them. */
const rowsListed = 500;

/** The place is the row where the last list ended. @throws CallerError cursor-invalid */
const rowOf = (cursor: string | undefined): string | undefined => {
  if (cursor === undefined || /^\d{8}$/.test(cursor)) return cursor;
  throw new CallerError("cursor-invalid", { zh: "请从第一页重新翻起。", en: "Start again from the first page." });
};

/** What was wrong with a catalogue. */
export const listFaults =
  ({ catalogues }: { readonly catalogues: CatalogueStore }) =>
  async (question: Question, viewer: Viewer): Promise<z.input<typeof faultsAnswer>> => {
    const { archiveId, batchId, importId, cursor, language } = question;
    const found = mayRead(viewer, archiveId) ? await catalogues.import(archiveId, batchId, importId) : undefined;
    if (found === undefined) throw batchNotFound();
    const faults = await catalogues.faults(found, rowOf(cursor), rowsListed);
    return {
      importId,
      total: found.counts.refused,
      rows: faults.found.map(({ row, faults: wrong }) => ({
        row,
        faults: wrong.map((fault) => ({
          column: fault.column,
          code: fault.code,
          detail: explainFault(fault)[language],
        })),
      })),
      cursor: faults.next,
    };
  };
