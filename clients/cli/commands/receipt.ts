import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { accessionNames, receiptDecisionNames } from "../../../shared/domain/accession-words.ts";
import { checkReceipt, readKeys } from "../check-receipt.ts";
import { assertBatchId } from "../batch-of-day.ts";
import { CliFailure } from "../cli-failure.ts";
import { findArchive, readEndpoints } from "../endpoints.ts";
import { digestOf, fetchKept, textOf } from "../kept-file.ts";
import { oneLine } from "../plain-text.ts";
import { openPostApi } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

export type FetchReceiptOptions = { readonly archive: string; readonly batch: string; readonly out?: string };

/** Saves every receipt of a batch with its list and the archive's keys. Incomplete while one is still being issued. */
export const fetchReceipt = async (session: Session, options: FetchReceiptOptions): Promise<ExitCode> => {
  const { world, say, print, language } = session;
  const endpoints = await readEndpoints(world.home);
  const archive = findArchive(endpoints, options.archive);
  assertBatchId(options.batch);
  const folder = resolve(world.workingFolder, options.out ?? ".");
  const api = openPostApi(session, endpoints, archive, "archivist");
  const { receipts } = await api.getReceipt(archive.id, options.batch);
  const keys = await api.listKeys(archive.id);
  await mkdir(folder, { recursive: true });
  const save = async (file: string, text: string): Promise<void> => {
    await writeFile(file, text);
    print(say("receiptSaved", { file }));
  };
  let complete = true;
  for (const { decision, owedSince, issued } of receipts) {
    const named = join(folder, `${archive.id}-${options.batch}-${decision}`);
    if (issued === undefined) {
      complete = false;
      print(
        say("receiptOwed", {
          batch: options.batch,
          decision: receiptDecisionNames[decision][language],
          since: owedSince,
        }),
      );
      continue;
    }
    await fetchKept(issued.list.address, issued.list.sha256, `${named}.pages.ndjson`, session);
    print(say("receiptSaved", { file: `${named}.pages.ndjson` }));
    await save(`${named}.keys.json`, `${JSON.stringify(keys, undefined, 2)}\n`);
    await save(`${named}.jws`, issued.jws);
  }
  return complete ? exitCode.done : exitCode.incomplete;
};

export type VerifyReceiptOptions = { readonly keys?: string; readonly list?: string };

/** Checks a receipt and the list it speaks of, from files alone. */
export const verifyReceipt = async (
  { world, say, print, language }: Session,
  fileArgument: string,
  options: VerifyReceiptOptions,
): Promise<ExitCode> => {
  const file = resolve(world.workingFolder, fileArgument);
  const beside = file.replace(/\.jws$/, "");
  const keysFile = resolve(world.workingFolder, options.keys ?? `${beside}.keys.json`);
  const listFile = resolve(world.workingFolder, options.list ?? `${beside}.pages.ndjson`);
  const [jws, keysText] = [await textOf(file), await textOf(keysFile)];
  const keys = readKeys(keysText);
  if (keys === undefined)
    throw new CliFailure(exitCode.usage, "receiptKeysUnreadable", { path: keysFile, archive: "{archiveId}" });
  const checked = await checkReceipt(jws, keys);
  if (!checked.ok) {
    print(say(`receiptFails.${checked.why}`));
    return exitCode.incomplete;
  }
  const { content } = checked;
  const { iss, iat, batchId, decision, from, accessionType, refused, list } = content;
  print(say("receiptHolds", { archive: iss, at: new Date(iat * 1000).toISOString() }));
  const { items, pages, files, fileBytes } = list;
  const counts = { items, pages, files, bytes: fileBytes, refused };
  print(
    say("receiptSays", {
      batch: batchId,
      decision: receiptDecisionNames[decision.what][language],
      from: oneLine(from.name),
      type: accessionNames[accessionType][language],
      ...counts,
    }),
  );
  const sha256 = await digestOf(listFile);
  const same = sha256 === list.sha256;
  print(same ? say("receiptListHolds", { pages }) : say("receiptListDiffers", { sha256 }));
  print(say("receiptKeysNote"));
  return same ? exitCode.done : exitCode.incomplete;
};
