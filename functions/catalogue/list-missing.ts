import type * as z from "zod";
import type { missingAnswer, missingQuestion } from "../../shared/contract/batch-routes.ts";
import { parseIntakeKey, witnessPage } from "../../shared/domain/intake-key.ts";
import { explainRefusal } from "../../shared/domain/refusal.ts";
import type { Language } from "../../shared/domain/sentence.ts";
import { mayRead, type Viewer } from "../../shared/domain/viewer.ts";
import type { BatchStore, StandingRefusal } from "../../shared/storage/batch-store.ts";
import type { PageAddress, PageStore } from "../../shared/storage/page-store.ts";
import { batchNotFound } from "./not-found.ts";

export type ListMissingDeps = { readonly pages: PageStore; readonly batches: BatchStore };
export type MissingQuestion = z.output<typeof missingQuestion> & {
  readonly archiveId: string;
  readonly batchId: string;
  readonly language: Language;
};

type Held = MissingQuestion["objects"][number];

/** DynamoDB gives up to this many records at once. */
const atOnce = 100;

/** The page that tells whether an object is held: its own, or the first of a whole file. Other archives' are not told of. */
const witnessOf = (archiveId: string, key: string): PageAddress | undefined => {
  const parsed = parseIntakeKey(key);
  if (!parsed.ok || parsed.archiveId !== archiveId) return undefined;
  return { archiveId, ...witnessPage(parsed) };
};

/** Which objects still have to be sent; an object refused with these very bytes is not asked for again. */
export const listMissing =
  ({ pages, batches }: ListMissingDeps) =>
  async (question: MissingQuestion, viewer: Viewer): Promise<z.input<typeof missingAnswer>> => {
    const { archiveId, batchId, language } = question;
    if (!mayRead(viewer, archiveId)) throw batchNotFound();
    const missing: string[] = [];
    const refused: { key: string; code: string; detail: string }[] = [];
    for (let at = 0; at < question.objects.length; at += atOnce) {
      const objects = question.objects.slice(at, at + atOnce);
      const [held, refusals] = await Promise.all([
        heldDigests(pages, archiveId, objects),
        batches.refusalsOf(archiveId, batchId, [...new Set(objects.map(({ key }) => key))]),
      ]);
      for (const object of objects) {
        const standing = refusals.find((refusal) => speaksOf(refusal, object));
        if (standing !== undefined) {
          const { code } = standing.refusal;
          refused.push({ key: object.key, code, detail: explainRefusal(standing.refusal)[language] });
        } else if (!held.has(`${object.key}\n${object.sha256}`)) missing.push(object.key);
      }
    }
    return { missing, refused };
  };

const speaksOf = (refusal: StandingRefusal, object: Held): boolean =>
  refusal.objectKey === object.key && refusal.sha256 === object.sha256;

/** `key\ndigest` of the objects whose bytes stand under their page. */
const heldDigests = async (pages: PageStore, archiveId: string, objects: readonly Held[]): Promise<Set<string>> => {
  const witnesses = objects.map((object) => ({ object, address: witnessOf(archiveId, object.key) }));
  const found = await pages.getMany(witnesses.flatMap(({ address }) => (address === undefined ? [] : [address])));
  const digestAt = new Map(
    found
      .filter((page) => page.state === "kept")
      .map((page) => [`${page.archivalCode}/${page.page}`, page.file.sha256]),
  );
  return new Set(
    witnesses
      .filter(({ object, address }) => {
        const held = address === undefined ? undefined : digestAt.get(`${address.archivalCode}/${address.page}`);
        return held === object.sha256;
      })
      .map(({ object }) => `${object.key}\n${object.sha256}`),
  );
};
