import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bytesOfBuffer } from "../../../shared/bagit/bag-bytes.ts";
import { tarInParts } from "../../../shared/bagit/bag-parts.ts";
import { tarSink } from "../../../shared/bagit/bag-sink.ts";
import { tarSource } from "../../../shared/bagit/tar-source.ts";
import { validateBag } from "../../../shared/bagit/validate-bag.ts";
import { writeBag, type BagDigests, type NewBagFile } from "../../../shared/bagit/write-bag.ts";

const serialised = { topFolder: "440100-batch", modified: new Date("2026-12-01T00:00:00Z") };
const baggingDate = "2026-12-01";
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantai-parts-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

class BrokenOff extends Error {}

type Given = { readonly path: string; readonly content: Buffer };

/** Writes a bag in runs, each broken off behind so many parts as `runs` says, the last going through. */
const inRuns = async (files: readonly Given[], tags: readonly Given[], partBytes: number, runs: readonly number[]) => {
  const parts: Buffer[] = [];
  const known = new Map<string, BagDigests>();
  const opened = new Map<string, number>();
  const newFile = ({ path, content }: Given): NewBagFile => {
    const digests = known.get(path);
    return {
      path,
      bytes: content.length,
      open: () => {
        opened.set(path, (opened.get(path) ?? 0) + 1);
        return Readable.from([content], { objectMode: false });
      },
      accept: (found) => void known.set(path, found),
      ...(digests === undefined ? {} : { known: digests }),
    };
  };
  for (const after of [...runs, Number.POSITIVE_INFINITY]) {
    const stored = parts.length;
    const store = (number: number, part: Uint8Array): Promise<void> => {
      parts[number - 1] = Buffer.from(part);
      return number - stored >= after ? Promise.reject(new BrokenOff()) : Promise.resolve();
    };
    const sink = tarInParts({ partBytes, stored, store }, serialised);
    try {
      const written = await writeBag(files.map(newFile), { baggingDate, files: tags.map(newFile) }, sink, folder);
      return { bag: Buffer.concat(parts), parts, opened, written };
    } catch (error) {
      if (!(error instanceof BrokenOff)) throw error;
    }
  }
  throw new Error("no run went through");
};

const atOnce = async (files: readonly Given[], tags: readonly Given[]): Promise<Buffer> => {
  const out = new PassThrough();
  const whole = buffer(out);
  const plain = ({ path, content }: Given) => ({
    path,
    bytes: content.length,
    open: () => Readable.from([content], { objectMode: false }),
  });
  await writeBag(files.map(plain), { baggingDate, files: tags.map(plain) }, tarSink(out, serialised), folder);
  return whole;
};

const content = fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes));
const given = (prefix: string) =>
  fc.array(content, { maxLength: 5 }).map((all) => all.map((one, at) => ({ path: `${prefix}${at}`, content: one })));

describe("a bag that is written in parts", () => {
  test("is, byte for byte, the bag that is written at once, wherever its runs were broken off", async () => {
    await fc.assert(
      fc.asyncProperty(
        given("Z109-WS·2011-Y-0001/00"),
        given("metadata/"),
        fc.integer({ min: 100, max: 5000 }),
        fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 12 }),
        async (files, tags, partBytes, runs) => {
          const { bag, parts } = await inRuns(files, tags, partBytes, runs);
          expect(bag.equals(await atOnce(files, tags))).toBe(true);
          expect(parts.slice(0, -1).every(({ length }) => length === partBytes)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("is a good bag", async () => {
    const files = [{ path: "a/001.jpg", content: Buffer.alloc(9000, 7) }];
    const { bag, written } = await inRuns(files, [], 4096, [1, 1]);
    const report = await validateBag(tarSource(bytesOfBuffer(bag), { isCompressed: false }));
    expect(report.findings).toEqual([]);
    expect(report.accepted).toBe(true);
    expect(written).toMatchObject({ files: 1, bytes: 9000 });
  });

  test("reads no file again that lies in stored parts, and one that does not end there once more", async () => {
    const files = ["a", "b", "c"].map((path) => ({ path, content: Buffer.alloc(4096, path) }));
    const { opened } = await inRuns(files, [], 8192, [1]);
    expect([opened.get("a"), opened.get("b"), opened.get("c")]).toEqual([1, 2, 1]);
  });

  test("is not ended when a file is not accepted", async () => {
    const bytes = Buffer.from("rotten");
    const stored: number[] = [];
    const sink = tarInParts(
      { partBytes: 100_000, stored: 0, store: (number) => Promise.resolve(void stored.push(number)) },
      serialised,
    );
    const file: NewBagFile = {
      path: "a",
      bytes: bytes.length,
      open: () => Readable.from([bytes], { objectMode: false }),
      accept: ({ sha256 }) => {
        if (sha256 !== createHash("sha256").update("good").digest("hex")) throw new RangeError("rotten");
      },
    };
    await expect(writeBag([file], { baggingDate }, sink, folder)).rejects.toThrow("rotten");
    expect(stored).toEqual([]);
  });
});
