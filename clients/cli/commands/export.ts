import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { lstat, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type * as z from "zod";
import type { exportAnswer } from "../../../shared/contract/export-routes.ts";
import type { ExportTarget } from "../../../shared/contract/exports.ts";
import { bytesText } from "../amounts.ts";
import type { ApiClient } from "../api-client.ts";
import { assertBatchId } from "../batch-of-day.ts";
import { CliFailure, reasonOf } from "../cli-failure.ts";
import { findArchive, readEndpoints } from "../endpoints.ts";
import { startProgress } from "../progress.ts";
import { openPostApi } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";
import { openBagAt, printBagReport, validateOpenBag } from "./bag.ts";

export type ExportOptions = {
  readonly archive: string;
  readonly code: string | undefined;
  readonly volume: boolean;
  readonly batch: string | undefined;
  readonly reason: string;
  readonly to: string | undefined;
  readonly id: string | undefined;
};
type Answer = z.output<typeof exportAnswer>;
type Bag = NonNullable<Answer["bag"]>;

const pollMilliseconds = 2000;

const targetOf = ({ code, volume, batch }: ExportOptions): ExportTarget => {
  if ((code === undefined) === (batch === undefined)) throw new CliFailure(exitCode.usage, "exportOneOnly");
  if (batch !== undefined) {
    assertBatchId(batch);
    return { level: "batch", batchId: batch };
  }
  return { level: volume ? "volume" : "item", archivalCode: code ?? "" };
};

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

/** @throws CliFailure (usage) when something stands there. */
const freeOnly = async (path: string): Promise<void> => {
  if (await isThere(path)) throw new CliFailure(exitCode.usage, "exportThere", { path });
};

/** Asks for an export, waits until its bag is whole, fetches it, and keeps it once it is found good. */
export const exportBag = async (session: Session, options: ExportOptions): Promise<ExitCode> => {
  const { world, say, print, tell } = session;
  const of = targetOf(options);
  const to = resolve(world.workingFolder, options.to ?? ".");
  const intoFolder = await isFolder(to);
  // What stands in the way is told before anything is asked for.
  if (!intoFolder) await freeOnly(to);
  const endpoints = await readEndpoints(world.home);
  const archive = findArchive(endpoints, options.archive);
  const api = openPostApi(session, endpoints, archive, "archivist");
  const exportId = options.id ?? randomUUID();
  const asked = await api.askExport(archive.id, { of, reason: options.reason, exportId });
  tell(say("exportAsked", { id: exportId }));
  const ended = await untilEnded(session, api, asked);
  if (ended.failure !== undefined)
    throw new CliFailure(exitCode.incomplete, "exportFailed", { detail: ended.failure.detail });
  const { bag } = ended;
  if (bag === undefined) throw new CliFailure(exitCode.incomplete, "exportLost", { id: exportId });
  const path = intoFolder ? join(to, bag.fileName) : to;
  await freeOnly(path);
  const partial = `${path}.partial`;
  try {
    await fetchBag(session, bag, partial);
    const isGood = await checkBag(session, bag, partial);
    if (!isGood) throw new CliFailure(exitCode.incomplete, "exportBroken", { id: exportId });
    await rename(partial, path);
  } finally {
    await rm(partial, { force: true });
  }
  const [files, bytes] = [ended.progress?.files ?? 0, bytesText(bag.bytes)];
  print(say("exportSaved", { path, files, bytes, digest: bag.manifestSha256, expires: bag.expiresAt }));
  return exitCode.done;
};

const hasEnded = ({ state, bag }: Answer): boolean => state === "failed" || (state === "ready" && bag !== undefined);

const untilEnded = async ({ world, say }: Session, api: ApiClient, asked: Answer): Promise<Answer> => {
  const progress = startProgress(world.stderr, world.now);
  let now = asked;
  try {
    while (!hasEnded(now) && !world.signal.aborted) {
      now = await api.getExport(asked.archiveId, asked.exportId);
      const { writtenBytes: done = 0, payloadBytes: total = 0 } = now.progress ?? {};
      const text = `${bytesText(done)}/${bytesText(total)}`;
      progress.show([{ label: say("barExportWritten"), done, total: Math.max(done, total), text }]);
      if (!hasEnded(now)) await world.pause(pollMilliseconds, world.signal);
    }
    return now;
  } finally {
    progress.stop();
  }
};

const fetchBag = async ({ world, say }: Session, { url, bytes: total }: Bag, path: string): Promise<void> => {
  const progress = startProgress(world.stderr, world.now);
  let done = 0;
  const counted = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      done += chunk.length;
      const text = `${bytesText(done)}/${bytesText(total)}`;
      progress.show([{ label: say("barExportFetched"), done, total, text }]);
      yield chunk;
    }
  };
  try {
    const response = await fetch(url, { signal: world.signal });
    if (!response.ok || response.body === null)
      throw new CliFailure(exitCode.unreachable, "answerUnreadable", { url: new URL(url).origin });
    await pipeline(Readable.from(counted(response.body)), createWriteStream(path));
  } catch (error) {
    if (error instanceof CliFailure) throw error;
    throw new CliFailure(exitCode.unreachable, "serviceUnreachable", {
      url: new URL(url).origin,
      reason: reasonOf(error),
    });
  } finally {
    progress.stop();
  }
};

/** Whether a file is the bag that was exported: of its length, good by every rule, and its manifest has the digest that was told. */
const checkBag = async (session: Session, { bytes, manifestSha256 }: Bag, path: string): Promise<boolean> => {
  if ((await stat(path)).size !== bytes) return false;
  const { source, form } = await openBagAt(path);
  try {
    // Saved under whatever name, its top folder is called as the service called it.
    const report = await validateOpenBag(session, { source, form });
    if (!report.accepted) printBagReport(report, session);
    const hash = createHash("sha256");
    await pipeline(await source.open("manifest-sha256.txt"), hash);
    return report.accepted && hash.digest("hex") === manifestSha256;
  } finally {
    await source.close();
  }
};
