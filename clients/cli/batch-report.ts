import type * as z from "zod";
import type { accessionAnswer } from "../../shared/contract/accession-routes.ts";
import { accessionNames, batchStateNames } from "../../shared/domain/accession-words.ts";
import type { Batch } from "./batch-state.ts";
import { aligned, oneLine } from "./plain-text.ts";
import type { Measure } from "./progress.ts";
import type { Session } from "./session.ts";

/** How many pages of a batch are read, and how many are safe. */
export const pageMeasures = ({ counts }: Pick<Batch, "counts">, say: Session["say"]): Measure[] => {
  const { pages, read, failed, safe } = counts;
  const measure = (label: string, done: number): Measure => ({
    ...{ label, done, total: pages },
    text: say("barPages", { done, pages }),
  });
  return [measure(say("barRead"), read + failed), measure(say("barSafe"), safe)];
};

/** Refused objects listed with key and reason. */
export const printRefused = (
  refused: readonly { readonly key: string; readonly code: string; readonly detail: string }[],
  { say, print }: Session,
): void => {
  if (refused.length === 0) return;
  print("");
  print(say("refusedTitle", { count: refused.length }));
  for (const { key, code, detail } of refused) {
    print(`  ${oneLine(key)}`);
    print(`    ${oneLine(detail)} [${code}]`);
  }
};

const unsafeShown = 20;

const waitText = (waitingFor: string, { say }: Session): string => {
  if (waitingFor === "ocr") return say("waitsForReading");
  if (waitingFor === "original") return say("waitsForOriginal");
  const region = /^replica:(.+)$/.exec(waitingFor)?.[1];
  return region === undefined ? waitingFor : say("waitsForCopy", { region });
};

/** Pages that are not yet safe, with what they wait for. */
export const printUnsafe = ({ counts, unsafe }: Batch, session: Session): void => {
  if (counts.unsafe === 0) return;
  const { say, print } = session;
  print("");
  print(say("unsafeTitle", { count: counts.unsafe }));
  const rows = unsafe
    .slice(0, unsafeShown)
    .map(({ archivalCode, page, waitingFor, since }) => [
      `  ${archivalCode}`,
      say("pageNumber", { page }),
      waitingFor.map((one) => waitText(one, session)).join(session.language === "zh" ? "、" : ", "),
      since,
    ]);
  for (const line of aligned(rows)) print(line);
  if (counts.unsafe > rows.length) print(`  ${say("andMore", { count: counts.unsafe - rows.length })}`);
};

/** The counts of a batch as a table. */
export const printCounts = ({ archiveId, batchId, counts }: Batch, { say, print }: Session): void => {
  print(say("batchTitle", { archive: archiveId, batch: batchId }));
  const rows = [
    [say("countReceived"), counts.received],
    [say("countAccepted"), counts.accepted],
    [say("countDuplicate"), counts.duplicate],
    [say("countSuperseded"), counts.superseded],
    [say("countRefused"), counts.refused],
    [say("countPages"), counts.pages],
    [say("countRead"), counts.read],
    [say("countReadFailed"), counts.failed],
    [say("countNeedsPerson"), counts.needsPerson],
    [say("countSafe"), counts.safe],
    [say("countUnsafe"), counts.unsafe],
  ] as const;
  for (const line of aligned(rows.map(([label, count]) => [`  ${label}`, String(count)]))) print(line);
};

type Terms = Pick<z.output<typeof accessionAnswer>, "state" | "accessionType" | "from" | "held">;

/** Under which terms a batch comes, and where it stands. */
export const printTerms = (
  { state, accessionType, from, held }: Terms,
  batch: string,
  { say, print, language }: Session,
): void => {
  const [stands, type] = [batchStateNames[state][language], accessionNames[accessionType][language]];
  print(say("batchStands", { batch, state: stands, type, giver: oneLine(from.name) }));
  if (held) print(say("batchHeld"));
};
