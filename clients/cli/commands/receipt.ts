import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as z from "zod";
import { checkReceipt, readKeys } from "../check-receipt.ts";
import { assertBatchId } from "../batch-of-day.ts";
import { CliFailure, reasonOf } from "../cli-failure.ts";
import { findArchive, readEndpoints } from "../endpoints.ts";
import { oneLine } from "../plain-text.ts";
import { openPostApi } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

export type FetchReceiptOptions = { readonly archive: string; readonly batch: string; readonly out?: string };

const chunk = z.instanceof(Uint8Array);

/** Bytes pass; their digest is known at the end. */
const digesting = () => {
  const hash = createHash("sha256");
  const through = new Transform({
    transform(data: unknown, _encoding, done) {
      const bytes = chunk.parse(data);
      hash.update(bytes);
      done(null, bytes);
    },
  });
  return { through, digest: () => hash.digest("hex") };
};

/** Fetches what lies at an address into a file. It stands under its name only once it has the digest. */
const fetchList = async (address: string, sha256: string, file: string, { world }: Session): Promise<void> => {
  const response = await fetch(address, { signal: world.signal }).catch((error: unknown) => {
    throw new CliFailure(exitCode.unreachable, "serviceUnreachable", {
      url: new URL(address).origin,
      reason: reasonOf(error),
    });
  });
  if (!response.ok || response.body === null)
    throw new CliFailure(exitCode.unreachable, "answerUnreadable", { url: new URL(address).origin });
  const { through, digest } = digesting();
  const partial = `${file}.part`;
  await pipeline(Readable.from(response.body), through, createWriteStream(partial));
  if (digest() === sha256) return rename(partial, file);
  await rm(partial, { force: true });
  throw new CliFailure(exitCode.incomplete, "receiptListChanged");
};

/** Saves every receipt of a batch with its list and the archive's keys. Incomplete while one is still being issued. */
export const fetchReceipt = async (session: Session, options: FetchReceiptOptions): Promise<ExitCode> => {
  const { world, say, print } = session;
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
      print(say("receiptOwed", { batch: options.batch, decision, since: owedSince }));
      continue;
    }
    await fetchList(issued.list.address, issued.list.sha256, `${named}.pages.ndjson`, session);
    print(say("receiptSaved", { file: `${named}.pages.ndjson` }));
    await save(`${named}.keys.json`, `${JSON.stringify(keys, undefined, 2)}\n`);
    await save(`${named}.jws`, issued.jws);
  }
  return complete ? exitCode.done : exitCode.incomplete;
};

export type VerifyReceiptOptions = { readonly keys?: string; readonly list?: string };

const textOf = (path: string): Promise<string> =>
  readFile(path, "utf8").catch((error: unknown) => {
    throw new CliFailure(exitCode.usage, "receiptFileMissing", { path, reason: reasonOf(error) });
  });

const digestOf = async (path: string): Promise<string> => {
  const { through, digest } = digesting();
  through.resume();
  await pipeline(createReadStream(path), through).catch((error: unknown) => {
    throw new CliFailure(exitCode.usage, "receiptFileMissing", { path, reason: reasonOf(error) });
  });
  return digest();
};

/** Checks a receipt and the list it speaks of, from files alone. */
export const verifyReceipt = async (
  { world, say, print }: Session,
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
      decision: decision.what,
      from: oneLine(from.name),
      type: accessionType,
      ...counts,
    }),
  );
  const sha256 = await digestOf(listFile);
  const same = sha256 === list.sha256;
  print(same ? say("receiptListHolds", { pages }) : say("receiptListDiffers", { sha256 }));
  print(say("receiptKeysNote"));
  return same ? exitCode.done : exitCode.incomplete;
};
