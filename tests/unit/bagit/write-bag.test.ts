import { createWriteStream } from "node:fs";
import { chmod, link, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isOddOnWindows, pathDefect } from "../../../shared/bagit/bag-path.ts";
import { folderSink, tarSink, zipSink } from "../../../shared/bagit/bag-sink.ts";
import type { BagSink } from "../../../shared/bagit/bag-sink.ts";
import type { BagSource } from "../../../shared/bagit/bag-source.ts";
import { folderSource } from "../../../shared/bagit/folder-source.ts";
import { openBag } from "../../../shared/bagit/open-bag.ts";
import { validateBag } from "../../../shared/bagit/validate-bag.ts";
import { writeBag } from "../../../shared/bagit/write-bag.ts";
import { goodBag, rulesBroken, tarBytes, zipBytes } from "../../support/bags.ts";

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "bags-"))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const serialised = { topFolder: "bag", modified: new Date("2026-11-30T00:00:00Z") };
const newFile = (path: string, content: Buffer) => ({
  path,
  bytes: content.length,
  open: () => Readable.from([content], { objectMode: false }),
});
const writtenTo = async (make: (out: PassThrough) => BagSink, files: Iterable<readonly [string, Buffer]>) => {
  const out = new PassThrough();
  const bytes = buffer(out);
  const written = await writeBag(
    [...files].map(([path, content]) => newFile(path, content)),
    { baggingDate: "2026-11-30" },
    make(out),
    folder,
  );
  return { bytes: await bytes, written };
};

const part = fc.string({
  unit: fc.oneof(
    fc.constantFrom("a", "B", "件", "é", "e\u0301", "%", "\n", "\r", " ", "0A", "*", "'"),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
  ),
  minLength: 1,
  maxLength: 6,
});
const path = fc
  .array(part, { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join("/"))
  .filter(
    (text) =>
      pathDefect(`data/${text}`) === undefined &&
      !isOddOnWindows(text) &&
      !text.split("/").includes(".") &&
      !text.includes("//"),
  );
const folded = (text: string): string => text.normalize("NFC").toLowerCase().normalize("NFC");
/** No name is a folder of another, and none differs in case or normal form only. */
const payload = fc
  .uniqueArray(fc.tuple(path, fc.uint8Array({ maxLength: 700 })), { selector: ([text]) => folded(text), maxLength: 6 })
  .filter((files) => files.every(([a]) => files.every(([b]) => a === b || !folded(b).startsWith(`${folded(a)}/`))))
  .map((files) => new Map(files.map(([text, content]) => [text, Buffer.from(content)])));

const payloadOf = async (source: BagSource): Promise<Map<string, Buffer>> => {
  const found = new Map<string, Buffer>();
  for await (const file of source.files())
    if (file.path.startsWith("data/")) found.set(file.path.slice(5), await buffer(await file.open()));
  return found;
};

test.each([
  ["tar", (out: PassThrough) => tarSink(out, serialised), tarBytes],
  ["zip", (out: PassThrough) => zipSink(out, serialised), zipBytes],
] as const)("what was written to a %s is valid, and comes back byte for byte", async (_, sink, source) => {
  await fc.assert(
    fc.asyncProperty(payload, async (files) => {
      const { bytes, written } = await writtenTo(sink, files);
      const report = await validateBag(source(bytes), { name: "bag" });
      expect(report.findings).toEqual([]);
      expect(report.payload).toEqual({ files: written.files, bytes: written.bytes });
      expect(await payloadOf(source(bytes))).toEqual(files);
    }),
    { numRuns: 60 },
  );
});

test("what was written to a folder is valid, and comes back byte for byte", async () => {
  let at = 0;
  await fc.assert(
    fc.asyncProperty(payload, async (files) => {
      const root = join(folder, `bag-${(at += 1)}`);
      await writeBag(
        [...files].map(([name, content]) => newFile(name, content)),
        { baggingDate: "2026-11-30" },
        await folderSink(root),
        folder,
      );
      const { source } = await openBag(root);
      expect(await rulesBroken(source)).toEqual([]);
      expect(await payloadOf(source)).toEqual(files);
    }),
    { numRuns: 20 },
  );
});

test("the same files are the same bag, byte for byte", async () => {
  const files = new Map([
    ["a.jpg", Buffer.from("x")],
    ["卷一/b.jpg", Buffer.from("y")],
  ]);
  for (const sink of [tarSink, zipSink]) {
    const [one, other] = [
      await writtenTo((out) => sink(out, serialised), files),
      await writtenTo((out) => sink(out, serialised), files),
    ];
    expect(one.bytes.equals(other.bytes)).toBe(true);
  }
});

test("metadata and tag files go along; values are one line", async () => {
  const root = join(folder, "bag");
  const tags = {
    baggingDate: "2026-11-30",
    info: [
      { label: "Source-Organization", value: "甲\r\n馆" },
      { label: "Payload-Oxum", value: "1.1" },
    ],
    files: [newFile("history/premis.json", Buffer.from("{}"))],
  };
  await writeBag([newFile("a.jpg", Buffer.from("x"))], tags, await folderSink(root), folder);
  expect(await readFile(join(root, "bag-info.txt"), "utf8")).toBe(
    "Source-Organization: 甲 馆\nBagging-Date: 2026-11-30\nPayload-Oxum: 1.1\n",
  );
  expect(await rulesBroken(folderSource(root))).toEqual([]);
});

test.each([
  ["path-parent", [newFile("../x", Buffer.from("x"))]],
  ["path-taken", [newFile("x", Buffer.from("x")), newFile("x", Buffer.from("y"))]],
  ["size-differs", [{ ...newFile("x", Buffer.from("x")), bytes: 2 }]],
  ["size-differs", [{ ...newFile("x", Buffer.from("xyz")), bytes: 2 }]],
])("no bag is written with %s", async (rule, files) => {
  for (const make of [tarSink, zipSink]) {
    const out = new PassThrough();
    out.resume();
    const writing = writeBag(files, { baggingDate: "2026-11-30" }, make(out, serialised), folder);
    await expect(writing).rejects.toMatchObject({ rule });
  }
});

test("an output that fails ends the writing", async () => {
  for (const make of [tarSink, zipSink]) {
    const out = createWriteStream(join(folder, "no", "where"));
    const writing = writeBag(
      [newFile("x", Buffer.alloc(1 << 20))],
      { baggingDate: "2026-11-30" },
      make(out, serialised),
      folder,
    );
    await expect(writing).rejects.toMatchObject({ code: "ENOENT" });
  }
});

const onDisk = async (): Promise<string> => {
  const root = join(folder, "bag");
  for (const [name, bytes] of goodBag()) {
    await mkdir(join(root, name, ".."), { recursive: true });
    await writeFile(join(root, name), bytes);
  }
  return root;
};

test("links in a folder are told and never followed", async () => {
  const root = await onDisk();
  await symlink("/etc/passwd", join(root, "data", "out"));
  await symlink("..", join(root, "data", "round"));
  expect(await rulesBroken(folderSource(root))).toEqual(["link", "link"]);
});

test("names on disk that no bag may have are told", async () => {
  const root = await onDisk();
  await writeFile(join(root, "data", "a\\b"), "x");
  await writeFile(Buffer.concat([Buffer.from(`${root}/data/`), Buffer.from([0xff, 0xfe])]), "x");
  expect(await rulesBroken(folderSource(root))).toEqual(["name-encoding", "path-backslash"]);
});

test("one file under two names is two files", async () => {
  const root = await onDisk();
  await link(join(root, "data", "a.jpg"), join(root, "data", "b.jpg"));
  expect(await rulesBroken(folderSource(root))).toEqual(["payload-file-unlisted"]);
});

test("a file that may not be read is told", async () => {
  const root = await onDisk();
  await chmod(join(root, "data", "a.jpg"), 0);
  // Whoever may read everything reads it all the same.
  const expected = process.getuid?.() === 0 ? [] : ["file-unreadable"];
  expect(await rulesBroken(folderSource(root))).toEqual(expected);
});

test("an error that says nothing about the bag is thrown, not found", async () => {
  const { bytes } = await writtenTo((out) => zipSink(out, serialised), [["a.jpg", Buffer.alloc(100_000)]]);
  const failing = {
    size: bytes.length,
    close: () => Promise.resolve(),
    read: () =>
      new Readable({
        read() {
          this.destroy(new Error("network"));
        },
      }),
  };
  const { zipSource } = await import("../../../shared/bagit/zip-source.ts");
  const { tarSource } = await import("../../../shared/bagit/tar-source.ts");
  await expect(validateBag(zipSource(failing))).rejects.toThrow("network");
  await expect(validateBag(tarSource(failing, { isCompressed: false }))).rejects.toThrow("network");
  await expect(validateBag(tarSource(failing, { isCompressed: true }))).rejects.toThrow("network");
});

test("tells why writing ended, whatever of the manifests was still being written", async () => {
  const why = new Error("the third file cannot be read");
  const files = async function* (turns: number) {
    yield newFile("a", Buffer.from("a"));
    yield newFile("b", Buffer.from("b"));
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    throw why;
  };
  const ended = await Promise.allSettled(
    Array.from({ length: 300 }, (_, at) =>
      writeBag(files(at % 30), { baggingDate: "2026-11-30" }, tarSink(new PassThrough().resume(), serialised), folder),
    ),
  );
  expect(ended.filter((end) => end.status !== "rejected" || end.reason !== why)).toEqual([]);
});
