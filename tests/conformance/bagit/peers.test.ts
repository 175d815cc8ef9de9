import { execFileSync } from "node:child_process";
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { folderSink, tarSink, zipSink } from "../../../shared/bagit/bag-sink.ts";
import type { BagSink } from "../../../shared/bagit/bag-sink.ts";
import { openBag } from "../../../shared/bagit/open-bag.ts";
import { validateBag } from "../../../shared/bagit/validate-bag.ts";
import { writeBag } from "../../../shared/bagit/write-bag.ts";
import { goodBag } from "../../support/bags.ts";
import { peerProgram } from "../../support/peer-program.ts";

const tar = peerProgram("tar", "tar");
const zip = peerProgram("zip", "zip");
const unzip = peerProgram("unzip", "unzip");
const sha256sum = peerProgram("sha256sum", "coreutils");

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bag-peers-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (program: string, args: readonly string[], cwd = folder) =>
  execFileSync(program, args, { cwd, env: { ...process.env, LC_ALL: "C.UTF-8" } }).toString();

/** Names that formats have to go out of their way for: long ones, Chinese ones. */
const payload = {
  "data/a.jpg": "page one",
  "data/卷一/b.tif": "page two",
  [`data/${"长".repeat(70)}/${"n".repeat(120)}.jpg`]: "page three",
  "data/empty": "",
};

const onDisk = () => {
  for (const [path, bytes] of goodBag({ payload })) {
    mkdirSync(dirname(join(folder, "bag", path)), { recursive: true });
    writeFileSync(join(folder, "bag", path), bytes);
  }
};

const findingsOf = async (name: string) => {
  const { source, name: called = "" } = await openBag(join(folder, name));
  const report = await validateBag(source, { name: called });
  await source.close();
  expect(report.payload.files).toBe(4);
  return report.findings;
};

it.each([
  ["GNU", ["--format=gnu", "-cf", "bag.tar"]],
  ["pax", ["--format=pax", "-cf", "bag.tar"]],
  ["gzip", ["-czf", "bag.tar.gz"]],
] as const)("a bag that tar packed (%s) is good", async (_, args) => {
  if (tar === undefined) return;
  onDisk();
  run(tar, [...args, "bag"]);
  expect(await findingsOf(args.at(-1)!)).toEqual([]);
});

it.each([["-0"], ["-9"], ["-fz"]])("a bag that zip packed (%s) is good", async (flag) => {
  if (zip === undefined) return;
  onDisk();
  run(zip, ["-q", "-r", flag, "bag.zip", "bag"]);
  expect(await findingsOf("bag.zip")).toEqual([]);
});

it("a bag that zip packed as a stream is good", async () => {
  if (zip === undefined) return;
  onDisk();
  run("sh", ["-c", `${zip} -q -r - bag > bag.zip`]);
  expect(await findingsOf("bag.zip")).toEqual([]);
});

it("an encrypted zip is refused as such", async () => {
  if (zip === undefined) return;
  onDisk();
  run(zip, ["-q", "-r", "-P", "secret", "bag.zip", "bag"]);
  const { source } = await openBag(join(folder, "bag.zip"));
  const { accepted, counts } = await validateBag(source);
  expect(accepted).toBe(false);
  expect(counts["archive-encrypted"]).toBeGreaterThan(0);
});

const written = async (sink: BagSink) => {
  const files = Object.entries(payload).map(([path, text]) => ({
    path: path.slice("data/".length),
    bytes: Buffer.byteLength(text),
    open: () => Readable.from([Buffer.from(text)], { objectMode: false }),
  }));
  await writeBag(files, { baggingDate: "2026-11-30" }, sink, folder);
};
const serialised = { topFolder: "bag", modified: new Date("2026-11-30T00:00:00Z") };

it("others unpack what we pack, and find every digest right", async () => {
  if (tar === undefined || unzip === undefined || sha256sum === undefined) return;
  await written(tarSink(createWriteStream(join(folder, "b.tar")), serialised));
  await written(zipSink(createWriteStream(join(folder, "b.zip")), serialised));
  await written(await folderSink(join(folder, "plain")));
  mkdirSync(join(folder, "t"));
  run(tar, ["-xf", "b.tar", "-C", "t"]);
  run(unzip, ["-q", "b.zip", "-d", "z"]);
  for (const bag of ["t/bag", "z/bag", "plain"])
    for (const manifest of ["manifest-sha256.txt", "tagmanifest-sha256.txt"])
      expect(run(sha256sum, ["-c", "--strict", manifest], join(folder, bag))).not.toMatch(/FAILED/);
});
