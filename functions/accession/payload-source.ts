import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { isPayload } from "../../shared/bagit/bag-path.ts";
import { filesOf, type BagEntry, type BagFile, type BagSource } from "../../shared/bagit/bag-source.ts";
import type { bagPlacer, PayloadPlace } from "../../shared/domain/bag-payload.ts";

/** The file that was opened last: where it goes, and its number among the files of the bag, from 0. */
export type OpenedFile = { readonly place: PayloadPlace; readonly number: number };

/**
 * A bag of which each file that goes into intake is written to a file of the function's own disk while it is read, one after another to the same `path`,
 * as far as it goes anywhere. Places are given out anew with each walk, to all files before the one that is opened, so that
 * they are the same in whatever part a file is read.
 */
export const payloadSource = (
  source: BagSource,
  path: string,
  newPlacer: () => ReturnType<typeof bagPlacer>,
): { readonly source: BagSource; readonly opened: () => OpenedFile } => {
  let last: OpenedFile | undefined;

  const walk = async function* (): AsyncGenerator<BagEntry> {
    const placer = newPlacer();
    let number = 0;
    for await (const entry of source.entries()) {
      const place = entry.kind === "file" ? placeOf(placer, entry.file) : undefined;
      if (entry.kind === "file" && place !== undefined)
        yield { kind: "file", file: keptFile(entry.file, { place, number }) };
      else yield entry;
      if (entry.kind === "file") number += 1;
    }
  };
  const keptFile = (file: BagFile, is: OpenedFile): BagFile => ({
    ...file,
    open: async () => {
      last = is;
      const stream = await file.open();
      return "key" in is.place ? Readable.from(kept(stream, path), { objectMode: false }) : stream;
    },
  });
  return {
    source: { ...source, entries: walk, files: () => filesOf(walk()) },
    opened: () => {
      if (last === undefined) throw new Error("no file that goes anywhere was opened");
      return last;
    },
  };
};

const placeOf = (placer: ReturnType<typeof bagPlacer>, file: BagFile): PayloadPlace | undefined =>
  isPayload(file.path) ? placer.place(file) : placer.placeTag(file.path);

const kept = async function* (stream: Readable, path: string): AsyncGenerator<Buffer> {
  const file = await open(path, "w");
  try {
    for await (const chunk of stream) {
      if (!(chunk instanceof Buffer)) continue;
      await file.writeFile(chunk);
      yield chunk;
    }
  } catch (error) {
    // The whole bag was found good before: this says nothing about it.
    throw new Error("the bag could not be read as before", { cause: error });
  } finally {
    await file.close();
  }
};
