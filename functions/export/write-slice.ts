import { createReadStream, existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { tarInParts } from "../../shared/bagit/bag-parts.ts";
import { BagUnwritable, writeBag, type NewBagFile, type WrittenBag } from "../../shared/bagit/write-bag.ts";
import { bagNameOf, nameOf, writtenUpTo, type ExportJob, type ExportPlan } from "../../shared/domain/export-job.ts";
import { originalKey } from "../../shared/domain/holdings-key.ts";
import type { Clock } from "../../shared/runtime/clock.ts";
import { UploadGone, type ExportObjects } from "../../shared/storage/export-objects.ts";
import type { ExportStore } from "../../shared/storage/export-store.ts";
import type { Holdings } from "../../shared/storage/holdings.ts";
import { ExportBarred } from "./export-barred.ts";
import { linesIn, payloadLine, tagLine, type PayloadLine } from "./plan-lines.ts";

export type WriteSliceDeps = {
  readonly archiveNames: Readonly<Record<string, string>>;
  readonly holdings: Pick<Holdings, "readToCopy">;
  readonly objects: ExportObjects;
  readonly exports: Pick<ExportStore, "step">;
  readonly clock: Clock;
  readonly temporaryFolder: string;
  /** Parts after which it is noted how far the bag is. */
  readonly partsPerMark: number;
};

/** A quarter of a gibibyte of small parts: so much is written once more after a crash. */
export const partsPerMark = 16;

/** The time is over; the rest is the next message. */
class SliceOver extends Error {
  readonly job: ExportJob;
  constructor(job: ExportJob) {
    super("the slice of time is over");
    this.name = "SliceOver";
    this.job = job;
  }
}

export type Written =
  | { readonly is: "over"; readonly job: ExportJob }
  | { readonly is: "whole"; readonly job: ExportJob; readonly written: WrittenBag };

const digestsName = (mark: number): string => `digests-${String(mark).padStart(5, "0")}`;

/**
 * Writes a bag from where it stands until it is whole or the time is over. The bag is a function of its plan, so what a run
 * that was broken off stored, or two runs store side by side, are the same bytes. Every payload file is compared with the
 * digest of its record while it passes. @throws ExportBarred when one is missing or not what was kept; StateMoved.
 */
export const writeSlice =
  (deps: WriteSliceDeps) =>
  async (job: ExportJob, plan: ExportPlan, until: Date): Promise<Written> => {
    const folder = await mkdtemp(join(deps.temporaryFolder, "bag-"));
    try {
      return await writeIn(folder, deps, { job, plan, until });
    } catch (error) {
      if (error instanceof SliceOver) return { is: "over", job: error.job };
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

type Writing = { readonly job: ExportJob; readonly plan: ExportPlan; readonly until: Date };

const writeIn = async (folder: string, deps: WriteSliceDeps, writing: Writing): Promise<Written> => {
  const { objects } = deps;
  const { job, plan } = writing;
  const [payloadFile, tagsFile] = [join(folder, "payload"), join(folder, "tags")];
  await objects.fetch(job, plan.payload, payloadFile);
  await objects.fetch(job, plan.tags, tagsFile);
  const notes = await noting(deps, writing);
  const sink = tarInParts(
    { partBytes: plan.partBytes, stored: job.parts, store: notes.store },
    { topFolder: bagNameOf(job), modified: new Date(job.askedAt) },
  );
  const tags = { baggingDate: job.askedAt.slice(0, 10), info: infoOf(deps, job), files: tagsOf(deps, writing, folder) };
  const written = await writeBag(payloadOf(deps, job, payloadFile, notes), tags, sink, folder);
  return { is: "whole", job: notes.job(), written };
};

/** Keeps parts, and notes from time to time how far the bag is, with the digests of the payload files behind it. */
const noting = async ({ objects, exports, clock, partsPerMark }: WriteSliceDeps, { job, plan, until }: Writing) => {
  let now = job;
  let fresh: string[] = [];
  const known: string[] = [];
  for (const mark of job.marks)
    known.push(...(await objects.text(job, digestsName(mark))).split("\n").filter((line) => line !== ""));

  const mark = async (parts: number): Promise<void> => {
    await objects.keepText(now, digestsName(parts), fresh.join("\n"));
    const after = writtenUpTo(now, parts);
    await exports.step(now, after, clock().toISOString());
    now = after;
    fresh = [];
  };
  return {
    job: () => now,
    known,
    computed: (sha512: string): void => void fresh.push(sha512),
    store: async (number: number, part: Uint8Array): Promise<void> => {
      await storeUnlessWhole(objects, job, plan, number, part);
      // The last part may be shorter; behind it there is nothing to go on with.
      if (part.length < plan.partBytes) return;
      const isOver = clock().getTime() >= until.getTime();
      if (isOver || number - now.parts >= partsPerMark) await mark(number);
      if (isOver) throw new SliceOver(now);
    },
  };
};
type Notes = Awaited<ReturnType<typeof noting>>;

/** A bag that an earlier run has put together takes no part any more, and needs none. */
const storeUnlessWhole = async (
  objects: ExportObjects,
  job: ExportJob,
  { uploadId }: ExportPlan,
  number: number,
  part: Uint8Array,
): Promise<void> => {
  try {
    await objects.store(job, uploadId, number, part);
  } catch (error) {
    if (!(error instanceof UploadGone) || !(await objects.isWhole(job))) throw error;
  }
};

const barredBy = (code: "bytes-missing" | "bytes-rotten", { archivalCode, page }: PayloadLine): ExportBarred =>
  new ExportBarred({ code, facts: { archivalCode, page } }, { archivalCode, page });

async function* payloadOf(
  { holdings }: WriteSliceDeps,
  { archiveId }: ExportJob,
  file: string,
  notes: Notes,
): AsyncGenerator<NewBagFile> {
  let at = 0;
  for await (const line of linesIn(file, payloadLine)) {
    const sha512 = notes.known[at];
    at += 1;
    const { path, bytes, sha256 } = line;
    yield {
      path,
      bytes,
      open: async () => {
        const found = await holdings.readToCopy(originalKey(archiveId, sha256));
        if (found === undefined) throw barredBy("bytes-missing", line);
        return Readable.from(ofLength(found.body, line), { objectMode: false });
      },
      accept: (digests) => {
        if (digests.sha256 !== sha256) throw barredBy("bytes-rotten", line);
        if (sha512 === undefined) notes.computed(digests.sha512);
      },
      ...(sha512 === undefined ? {} : { known: { sha256, sha512 } }),
    };
  }
}

/** A file that has grown or shrunk is rotten, however its digest would come out. */
async function* ofLength(body: Readable, line: PayloadLine): AsyncGenerator<Uint8Array> {
  let left = line.bytes;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue;
    left -= chunk.length;
    if (left < 0) throw barredBy("bytes-rotten", line);
    yield chunk;
  }
  if (left > 0) throw barredBy("bytes-rotten", line);
}

/** Tag files as the plan made them; their bytes are fetched once one is needed. */
async function* tagsOf(
  { objects }: WriteSliceDeps,
  { job, plan }: Writing,
  folder: string,
): AsyncGenerator<NewBagFile> {
  const bytesFile = join(folder, "tag-bytes");
  for await (const { path, bytes, sha256, sha512, at } of linesIn(join(folder, "tags"), tagLine))
    yield {
      path,
      bytes,
      known: { sha256, sha512 },
      open: async () => {
        if (!existsSync(bytesFile)) await objects.fetch(job, plan.tagBytes, bytesFile);
        return bytes === 0 ? Readable.from([]) : createReadStream(bytesFile, { start: at, end: at + bytes - 1 });
      },
      accept: (digests) => {
        if (digests.sha256 !== sha256) throw new BagUnwritable("size-differs", path);
      },
    };
}

const infoOf = ({ archiveNames }: WriteSliceDeps, { archiveId, exportId, of, reason }: ExportJob) => [
  { label: "Source-Organization", value: `${archiveNames[archiveId] ?? ""} ${archiveId}`.trim() },
  { label: "External-Identifier", value: nameOf(of) },
  { label: "External-Description", value: reason },
  { label: "Internal-Sender-Identifier", value: exportId },
  { label: "Bag-Software-Agent", value: "Lantai" },
];
