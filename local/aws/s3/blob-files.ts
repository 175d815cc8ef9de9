import { createReadStream, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Disk } from "../disk.ts";

const READ_BYTES = 256 * 1024;

/** A file being written. Nothing refers to it before `BlobFiles.keep`. */
export type IncomingBlob = {
  readonly id: string;
  readonly write: (bytes: Buffer) => Promise<void>;
  /** Closes the file; call before its id is committed. */
  finish(): Promise<void>;
  abandon(): Promise<void>;
};

/** A slice of a stored object: one blob for a plain object, one a part for a multipart object. */
export type Segment = { readonly blob: string; readonly size: number };

/**
 * Object bytes as files, named by chance and never by key.
 *
 * A blob is written under `incoming/`; the index commits its id; then `keep` renames it to `blobs/`. A crash in between
 * leaves a committed file in `incoming/`, which `recover` moves at the next start; files nobody committed are removed.
 */
export type BlobFiles = {
  begin(): Promise<IncomingBlob>;
  keep(blob: string): void;
  /** Removes a finished blob that was not kept after all. */
  drop(blob: string): Promise<void>;
  /**
   * Removes blobs that the index no longer names, and returns those removed now; one still being read goes when its last
   * reader ends.
   */
  discard(blobs: readonly string[]): readonly string[];
  /** Bytes `start` to `end` (inclusive) of the segments in a row. */
  read(segments: readonly Segment[], start: number, end: number): AsyncGenerator<Buffer, void>;
  recover(isCommitted: (blob: string) => boolean): void;
  pathOf(blob: string): string;
};

export const openBlobFiles = (directory: string, disk: Disk): BlobFiles => {
  const incoming = join(directory, "incoming");
  const kept = join(directory, "blobs");
  mkdirSync(incoming, { recursive: true });
  // All of them now: taking a committed blob into its place must need no room.
  for (let first = 0; first < 256; first += 1)
    mkdirSync(join(kept, first.toString(16).padStart(2, "0")), { recursive: true });
  const readers = new Map<string, number>();
  const unwanted = new Set<string>();

  const pathOf = (blob: string): string => join(kept, blob.slice(0, 2), blob);

  const remove = (blob: string): void => {
    unwanted.delete(blob);
    rmSync(pathOf(blob), { force: true });
  };

  const release = (segments: readonly Segment[]): void => {
    for (const { blob } of segments) {
      const left = (readers.get(blob) ?? 1) - 1;
      if (left > 0) {
        readers.set(blob, left);
        continue;
      }
      readers.delete(blob);
      if (unwanted.has(blob)) remove(blob);
    }
  };

  const keep = (blob: string): void => {
    renameSync(join(incoming, blob), pathOf(blob));
  };

  const begin = async (): Promise<IncomingBlob> => {
    const id = randomBytes(16).toString("hex");
    const path = join(incoming, id);
    const file = await open(path, "wx");
    return {
      id,
      write: async (bytes) => {
        disk.write();
        for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
      },
      finish: () => file.close(),
      abandon: async () => {
        await file.close();
        rmSync(path, { force: true });
      },
    };
  };

  return {
    begin,
    keep,
    pathOf,
    drop: (blob) => rm(join(incoming, blob), { force: true }),
    discard: (blobs) => {
      const [busy, idle] = [blobs.filter((blob) => readers.has(blob)), blobs.filter((blob) => !readers.has(blob))];
      for (const blob of busy) unwanted.add(blob);
      for (const blob of idle) remove(blob);
      return idle;
    },
    read: async function* (segments, start, end) {
      let [first, last] = [start, end];
      for (const { blob } of segments) readers.set(blob, (readers.get(blob) ?? 0) + 1);
      try {
        for (const { blob, size } of segments) {
          if (last < 0) break;
          if (first < size && size > 0) {
            const range = { start: Math.max(first, 0), end: Math.min(last, size - 1) };
            yield* exactly(range, createReadStream(pathOf(blob), { ...range, highWaterMark: READ_BYTES }), blob);
          }
          first -= size;
          last -= size;
        }
      } finally {
        release(segments);
      }
    },
    recover: (isCommitted) => {
      for (const blob of readdirSync(incoming)) {
        if (isCommitted(blob) && !existsSync(pathOf(blob))) keep(blob);
        else rmSync(join(incoming, blob), { force: true });
      }
    },
  };
};

/** Yields a range of a file, and throws when the file ends before it: bytes rot, and a short answer must not look whole. */
async function* exactly(
  range: { readonly start: number; readonly end: number },
  stream: AsyncIterable<unknown>,
  blob: string,
): AsyncGenerator<Buffer, void> {
  let left = range.end - range.start + 1;
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    left -= chunk.length;
    yield chunk;
  }
  if (left > 0) throw new Error(`Blob ${blob} is ${left} bytes shorter than the index says`);
}
