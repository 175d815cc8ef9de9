import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { bagInfoReader } from "../../../shared/bagit/bag-info.ts";
import { readDeclaration } from "../../../shared/bagit/bag-declaration.ts";
import { findingsOfARule } from "../../../shared/bagit/bag-report.ts";
import { pathDefect } from "../../../shared/bagit/bag-path.ts";
import { decodedPath, encodedPath, readManifestLine } from "../../../shared/bagit/manifest-line.ts";
import { pathTable } from "../../../shared/bagit/path-table.ts";
import { tagLines } from "../../../shared/bagit/tag-text.ts";
import { validateBag } from "../../../shared/bagit/validate-bag.ts";
import type { BagSource } from "../../../shared/bagit/bag-source.ts";
import { digestOf, goodBag, memorySource, tarBytes, tarOf, under, zipBytes, zipOf } from "../../support/bags.ts";
import { runs } from "../../support/property-runs.ts";

/** Limits within which the run must stay, whatever the bytes say. */
const limits = { files: 1000, bytes: 1 << 24, ratio: 1000, ratioFrom: 1 << 20, tagFiles: 100 };
const survives = async (source: BagSource): Promise<void> => {
  const report = await validateBag(source, { limits });
  expect(report.findings.length).toBeLessThan(100 * findingsOfARule);
};

/** Bytes of a good file with some changed, cut, doubled or put in between. */
const spoiled = (good: () => Buffer) =>
  fc
    .tuple(
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 }),
      fc.option(fc.nat(), { nil: undefined, freq: 4 }),
      fc.option(fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 40 })), { nil: undefined, freq: 3 }),
    )
    .map(([changes, cut, insert]) => {
      let bytes = Buffer.from(good());
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      if (insert !== undefined) {
        const at = insert[0] % bytes.length;
        bytes = Buffer.concat([bytes.subarray(0, at), insert[1], bytes.subarray(at)]);
      }
      return cut === undefined ? bytes : bytes.subarray(0, cut % bytes.length);
    });

const linesOf = async (lines: ReturnType<typeof tagLines>): Promise<string[]> => {
  const found: string[] = [];
  for await (const { text } of lines) found.push(text);
  return found;
};

let zip: Buffer;
let deflated: Buffer;
beforeAll(async () => {
  zip = await zipOf(under("bag", goodBag()));
  deflated = await zipOf(under("bag", goodBag({ payload: { "data/a": "a".repeat(3000) } })), true);
});
const tar = tarOf(under("bag", goodBag({ payload: { [`data/${"长".repeat(60)}.jpg`]: "x" } })));

test.each([
  ["zip", () => zip, zipBytes],
  ["zip, compressed", () => deflated, zipBytes],
  ["tar", () => tar, tarBytes],
  ["tar.gz", () => gzipSync(tar), (bytes: Buffer) => tarBytes(bytes, true)],
] as const)("a spoiled %s neither ends nor holds up the validation", async (_, good, source) => {
  await fc.assert(
    fc.asyncProperty(spoiled(good), (bytes) => survives(source(bytes))),
    { numRuns: runs(250) },
  );
});

test.each(["bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt"])(
  "a spoiled %s neither ends nor holds up the validation",
  async (path) => {
    const files = goodBag();
    const good = files.get(path)!;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          spoiled(() => good),
          fc.uint8Array({ maxLength: 300 }),
        ),
        (bytes) => survives(memorySource(new Map([...files, [path, Buffer.from(bytes)]]))),
      ),
      { numRuns: runs(150) },
    );
  },
);

test("random bytes are no zip and no tar", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (bytes) => {
      await survives(zipBytes(Buffer.from(bytes)));
      await survives(tarBytes(Buffer.from(bytes)));
      await survives(tarBytes(Buffer.from(bytes), true));
    }),
    { numRuns: runs(100) },
  );
});

test("any text is a manifest line or is not, and a line's path is safe", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string({ unit: "binary" }).map((text) => `${"a".repeat(64)}  ${text}`),
      ),
      (text) => {
        const line = readManifestLine(text, "sha256", "1.0");
        if (line.ok) expect(pathDefect(line.path)).toBeUndefined();
      },
    ),
    { numRuns: runs(2000) },
  );
});

test("what a path is encoded to is decoded to the path", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (path) => {
      expect(decodedPath(encodedPath(path), "1.0")).toBe(path);
    }),
  );
});

test("any text is metadata or is not", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (lines) => {
      const reader = bagInfoReader("bag-info.txt", "1.0");
      lines.forEach((line, at) => reader.line(line, at + 1));
      expect(reader.end().elements.length).toBeLessThanOrEqual(lines.length);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      readDeclaration(bytes);
    }),
  );
});

test("lines are the same however the bytes are cut", async () => {
  const text = fc
    .array(fc.constantFrom("a", "件", "\r", "\n", "\r\n", "é"), { maxLength: 40 })
    .map((parts) => parts.join(""));
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom("UTF-8", "UTF-16LE"),
      async (all, size, encoding) => {
        const bytes = Buffer.from(all, encoding === "UTF-8" ? "utf8" : "utf16le");
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        const cut = async function* () {
          await Promise.resolve();
          yield* chunks;
        };
        const lines = await linesOf(tagLines(cut(), encoding));
        const expected = all.split(/\r\n|\r|\n/);
        if (expected.at(-1) === "") expected.pop();
        expect(lines).toEqual(expected);
      },
    ),
  );
});

test("a line without end is not gathered", async () => {
  let given = 0;
  const endless = async function* () {
    await Promise.resolve();
    for (;;) yield ((given += 1), Buffer.alloc(4096, "x"));
  };
  await expect(linesOf(tagLines(endless(), "UTF-8"))).rejects.toThrow("too-long");
  expect(given).toBeLessThan(10);
});

test("the table of paths finds what was entered, and nothing else", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 3000, minLength: 1500 }), fc.string(), (paths, other) => {
      const table = pathTable([32]);
      paths.forEach((path, at) => {
        expect(table.enter(path)).toEqual({ at, isNew: true });
        table.setDigest(at, 0, Buffer.from(digestOf("sha256", path), "hex"));
      });
      paths.forEach((path, at) => {
        expect(table.find(path)).toBe(at);
        expect(table.digest(at, 0)?.toString("hex")).toBe(digestOf("sha256", path));
      });
      expect(table.find(other)).toBe(paths.indexOf(other));
      expect(table.size()).toBe(paths.length);
    }),
    { numRuns: runs(3) },
  );
});
