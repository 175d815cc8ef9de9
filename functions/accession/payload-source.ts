import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { isPayload } from "../../shared/bagit/bag-path.ts";
import { filesOf, type BagEntry, type BagFile, type BagSource } from "../../shared/bagit/bag-source.ts";
import type { payloadPlacer, PayloadPlace } from "../../shared/domain/bag-payload.ts";

/** The payload file that was opened last: where it goes, and its number among the files of the bag, from 0. */
export type OpenedPayload = { readonly place: PayloadPlace; readonly number: number };

/**
 * A bag whose payload is written to a file of the function's own disk while it is read, one after another to the same `path`,
 * as far as it goes anywhere. Places are given out anew with each walk, to all files before the one that is opened, so that
 * they are the same in whatever part a file is read.
 */
export const payloadSource = (
  source: BagSource,
  path: string,
  newPlacer: () => ReturnType<typeof payloadPlacer>,
): { readonly source: BagSource; readonly opened: () => OpenedPayload } => {
  let last: OpenedPayload | undefined;

  const walk = async function* (): AsyncGenerator<BagEntry> {
    const placer = newPlacer();
    let number = 0;
    for await (const entry of source.entries()) {
      if (entry.kind === "file" && isPayload(entry.file.path))
        yield { kind: "file", file: payloadFile(entry.file, { place: placer.place(entry.file), number }) };
      else yield entry;
      if (entry.kind === "file") number += 1;
    }
  };
  const payloadFile = (file: BagFile, is: OpenedPayload): BagFile => ({
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
      if (last === undefined) throw new Error("no payload file was opened");
      return last;
    },
  };
};

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
