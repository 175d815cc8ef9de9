import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { S3ServiceException } from "@aws-sdk/client-s3";
import type * as z from "zod";
import type { importsAnswer, templateQuery } from "../../../shared/contract/catalogue-routes.ts";
import { importStateNames } from "../../../shared/domain/accession-words.ts";
import { bytesText } from "../amounts.ts";
import { assertBatchId } from "../batch-of-day.ts";
import { CliFailure, reasonOf } from "../cli-failure.ts";
import { findArchive, findRegion, readEndpoints } from "../endpoints.ts";
import { intakeBucket } from "../intake-bucket.ts";
import { oneLine } from "../plain-text.ts";
import { startProgress } from "../progress.ts";
import { openApi } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

export type CatalogueOptions = { readonly archive: string; readonly batch: string };
type Import = z.output<typeof importsAnswer>["imports"][number];

const pollMilliseconds = 1000;

const at = async (session: Session, options: CatalogueOptions) => {
  const endpoints = await readEndpoints(session.world.home);
  const archive = findArchive(endpoints, options.archive);
  assertBatchId(options.batch);
  const api = openApi(session, endpoints, archive.homeRegion, archive.id);
  return { archive, region: findRegion(endpoints, archive.homeRegion), api, batchId: options.batch };
};

const printImport = (found: Import, { say, print, language }: Session): void => {
  const { importId, row, counts, fault } = found;
  const state = importStateNames[found.state][language];
  print(say("catalogueLine", { importId, state, row, ...counts }));
  if (fault !== undefined) print(say("catalogueFault", { detail: fault.detail }));
};

const isClean = ({ state, counts }: Import): boolean => state === "done" && counts.refused === 0;

const formatOf = (file: string): "csv" | "xlsx" => {
  const ending = /\.(csv|xlsx)$/i.exec(file)?.[1]?.toLowerCase();
  if (ending === "csv" || ending === "xlsx") return ending;
  throw new CliFailure(exitCode.usage, "catalogueWrongFile", { file: basename(file) });
};

const digestOf = async (path: string): Promise<{ readonly bytes: number; readonly sha256: string }> => {
  try {
    const hash = createHash("sha256");
    const { size } = await stat(path);
    await pipeline(createReadStream(path), hash);
    return { bytes: size, sha256: hash.digest("hex") };
  } catch (error) {
    throw new CliFailure(exitCode.usage, "catalogueNoFile", { file: basename(path), reason: reasonOf(error) });
  }
};

type At = Awaited<ReturnType<typeof at>>;

/** @returns the version under which S3 keeps it. @throws CliFailure when S3 refuses or cannot be reached. */
const sendCatalogue = async (
  { world, say }: Session,
  { archive: { uploader }, region }: At,
  { key, path }: { readonly key: string; readonly path: string },
): Promise<string | undefined> => {
  const { bytes, sha256 } = await digestOf(path);
  const bucket = intakeBucket({ s3: region.s3, region: region.name, bucket: region.buckets.intake, uploader });
  const progress = startProgress(world.stderr, world.now);
  let done = 0;
  const onBytes = (more: number): void => {
    done += more;
    const text = `${bytesText(done)}/${bytesText(bytes)}`;
    progress.show([{ label: say("barCatalogueSent"), done, total: bytes, text }]);
  };
  try {
    return await bucket.put({ key, path, bytes, sha256, signal: world.signal, onBytes });
  } catch (error) {
    throw error instanceof S3ServiceException
      ? new CliFailure(exitCode.incomplete, "uploadRefused", { code: error.name, reason: error.message })
      : new CliFailure(exitCode.unreachable, "uploadUnreachable", { region: region.name, reason: reasonOf(error) });
  } finally {
    progress.stop();
    bucket.close();
  }
};

const hasEnded = ({ state }: Import): boolean => state === "done" || state === "failed";

/**
 * Follows an import to its end, or until it is stopped.
 * @throws CliFailure when the file was refused.
 */
const untilImported = async (
  { world, say }: Session,
  { archive, api, batchId }: At,
  { key, versionId }: { readonly key: string; readonly versionId: string | undefined },
): Promise<Import | undefined> => {
  const progress = startProgress(world.stderr, world.now);
  try {
    while (!world.signal.aborted) {
      const { imports } = await api.listImports(archive.id, batchId);
      const found = imports.find((one) => one.versionId === versionId);
      if (found !== undefined) {
        const { read: done, refused } = found.counts;
        const text = say("barRowsText", { done, refused });
        progress.show([{ label: say("barRows"), done, total: hasEnded(found) ? done : done + 1, text }]);
        if (hasEnded(found)) return found;
      } else {
        const refusal = (await api.getBatch(archive.id, batchId)).refused.find((one) => one.key === key);
        if (refusal !== undefined)
          throw new CliFailure(exitCode.incomplete, "uploadRefused", { code: refusal.code, reason: refusal.detail });
      }
      await world.pause(pollMilliseconds, world.signal);
    }
    return undefined;
  } finally {
    progress.stop();
  }
};

/** Sends a catalogue to the archive's intake bucket and follows its import. */
export const importCatalogue = async (
  session: Session,
  file: string,
  options: CatalogueOptions & { readonly wait: boolean },
): Promise<ExitCode> => {
  const { world, say, tell } = session;
  const place = await at(session, options);
  const { archive, batchId } = place;
  const path = resolve(world.workingFolder, file);
  const key = `${archive.id}/${batchId}/catalogue.${formatOf(path)}`;
  const versionId = await sendCatalogue(session, place, { key, path });
  tell(say("catalogueSent", { key }));
  if (!options.wait) return exitCode.done;
  const ended = await untilImported(session, place, { key, versionId });
  if (ended === undefined) return exitCode.incomplete;
  printImport(ended, session);
  if (ended.counts.refused > 0) tell(say("catalogueErrorsHint", { archive: archive.id, batch: batchId }));
  return isClean(ended) ? exitCode.done : exitCode.incomplete;
};

/** Lists the imports of a batch. Incomplete while one goes on, failed, or refused rows. */
export const showImports = async (
  session: Session,
  options: CatalogueOptions & { readonly json?: boolean },
): Promise<ExitCode> => {
  const { archive, api, batchId } = await at(session, options);
  const answer = await api.listImports(archive.id, batchId);
  if (options.json === true) session.print(JSON.stringify(answer, undefined, 2));
  else if (answer.imports.length === 0) session.print(session.say("catalogueNone", { batch: batchId }));
  else for (const found of answer.imports) printImport(found, session);
  return answer.imports.every(isClean) ? exitCode.done : exitCode.incomplete;
};

const quoted = (text: string): string => `"${oneLine(text).replaceAll('"', '""')}"`;

/** Prints what was wrong with an import, all of it, as CSV. */
export const showErrors = async (
  session: Session,
  options: CatalogueOptions & { readonly import?: string },
): Promise<ExitCode> => {
  const { archive, api, batchId } = await at(session, options);
  const importId = options.import ?? (await api.listImports(archive.id, batchId)).imports[0]?.importId;
  if (importId === undefined) throw new CliFailure(exitCode.incomplete, "catalogueNone", { batch: batchId });
  session.print("row,column,code,detail");
  let cursor: string | undefined;
  let total = 0;
  do {
    const answer = await api.listFaults(archive.id, batchId, importId, cursor);
    for (const { row, faults } of answer.rows)
      for (const { column, code, detail } of faults)
        session.print([row, quoted(column), code, quoted(detail)].join(","));
    total = answer.total;
    cursor = answer.cursor;
  } while (cursor !== undefined && !session.world.signal.aborted);
  return total === 0 ? exitCode.done : exitCode.incomplete;
};

/** Writes a template; never over a file that is there. */
export const fetchTemplate = async (
  session: Session,
  options: { readonly archive: string; readonly output?: string } & z.input<typeof templateQuery>,
): Promise<ExitCode> => {
  const { api } = await at(session, { ...options, batch: "template" });
  const { format, kind } = options;
  const { fileName, base64 } = await api.getTemplate({ format, kind });
  const file = resolve(session.world.workingFolder, options.output ?? fileName);
  try {
    await writeFile(file, Buffer.from(base64, "base64"), { flag: "wx" });
  } catch (error) {
    throw error instanceof Error && "code" in error && error.code === "EEXIST"
      ? new CliFailure(exitCode.usage, "catalogueExists", { file })
      : new CliFailure(exitCode.usage, "catalogueNoFile", { file, reason: reasonOf(error) });
  }
  session.print(session.say("catalogueWritten", { file }));
  return exitCode.done;
};
