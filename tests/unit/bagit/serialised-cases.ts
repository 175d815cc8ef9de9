import { gzipSync } from "node:zlib";
import type { BagRule } from "../../../shared/bagit/bag-rule.ts";
import type { BagSource } from "../../../shared/bagit/bag-source.ts";
import { goodBag, tarBytes, tarOf, under, zipBytes, zipOf } from "../../support/bags.ts";

/** A way to spoil a serialised bag, and all that is then found. */
export type SerialisedCase = {
  readonly rule: BagRule;
  readonly of: string;
  readonly source: () => Promise<BagSource> | BagSource;
  readonly found?: readonly BagRule[];
};

const files = () => under("bag", goodBag());
const tar = (entries: [string, Buffer][]) => tarBytes(tarOf(entries));
const zip = async (entries: [string, Buffer][]) => zipBytes(await zipOf(entries));

/** Sets the checksum of a tar header that was changed. */
const summed = (block: Buffer): Buffer => {
  block.write("        ", 148, "latin1");
  block.write(
    `${block
      .subarray(0, 512)
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0")}\0 `,
    148,
    "latin1",
  );
  return block;
};
/** A tar with one more member, whose header is changed. */
const withMember = (name: string, change: (header: Buffer) => void): BagSource => {
  const member = tarOf([[name, Buffer.alloc(0)]]).subarray(0, 512);
  change(member);
  return tarBytes(Buffer.concat([summed(member), tarOf(files())]));
};
/** Changes the first record of the central directory of a zip. */
const withCentral = async (change: (record: Buffer) => void, entries = files()): Promise<BagSource> => {
  const bytes = await zipOf(entries);
  change(bytes.subarray(bytes.indexOf("PK\u0001\u0002", 0, "latin1")));
  return zipBytes(bytes);
};
const first = (): [string, Buffer][] => [["bag/data/first.jpg", Buffer.from("x")], ...files()];

export const serialisedCases: readonly SerialisedCase[] = [
  { rule: "link", of: "tar, symbolic", source: () => withMember("bag/data/l", (header) => header.write("2", 156)) },
  { rule: "link", of: "tar, hard", source: () => withMember("bag/data/l", (header) => header.write("1", 156)) },
  {
    rule: "not-a-file",
    of: "tar, a device",
    source: () => withMember("bag/data/l", (header) => header.write("3", 156)),
  },
  {
    rule: "link",
    of: "zip",
    source: () => withCentral((record) => record.writeUInt32LE((0xa1ff << 16) >>> 0, 38), first()),
  },
  {
    rule: "not-a-file",
    of: "zip",
    source: () => withCentral((record) => record.writeUInt32LE((0x21ff << 16) >>> 0, 38), first()),
  },
  {
    rule: "archive-encrypted",
    of: "zip",
    source: () =>
      withCentral((record) => {
        record.writeUInt16LE(record.readUInt16LE(8) | 1, 8);
        // Twelve bytes more for the key's check.
        record.writeUInt32LE(record.readUInt32LE(20) + 12, 20);
      }, first()),
  },
  {
    rule: "archive-method",
    of: "zip, LZMA",
    source: () => withCentral((record) => record.writeUInt16LE(14, 10), first()),
  },
  {
    rule: "archive-broken",
    of: "zip cut short",
    source: async () => zipBytes((await zipOf(files())).subarray(0, 300)),
  },
  { rule: "archive-broken", of: "no zip at all", source: () => zipBytes(Buffer.from("PK")) },
  { rule: "archive-broken", of: "tar cut short", source: () => tarBytes(tarOf(files()).subarray(0, 1000)) },
  { rule: "archive-broken", of: "no tar at all", source: () => tarBytes(Buffer.alloc(1024, 7)) },
  {
    rule: "archive-broken",
    of: "gzip cut short",
    source: () => tarBytes(gzipSync(tarOf(files())).subarray(0, 100), true),
  },
  { rule: "archive-broken", of: "no gzip at all", source: () => tarBytes(Buffer.alloc(1024, 7), true) },
  {
    rule: "file-unreadable",
    of: "zip, Deflate that is none",
    source: async () => {
      const bytes = await zipOf([...files(), ["bag/data/z.jpg", Buffer.alloc(5000, "z")]], true);
      bytes.fill(0xff, bytes.indexOf("bag/data/z.jpg") + 14, bytes.indexOf("bag/data/z.jpg") + 24);
      return zipBytes(bytes);
    },
    found: ["file-unreadable", "payload-file-unlisted"],
  },
  { rule: "file-twice", of: "zip", source: () => zip([...files(), ["bag/data/a.jpg", Buffer.from("page one")]]) },
  { rule: "file-twice", of: "tar", source: () => tar([...files(), ["bag/data/a.jpg", Buffer.from("page one")]]) },
  {
    rule: "name-encoding",
    of: "tar",
    source: () => withMember("bag/data/l", (header) => header.write("bag/data/\xff\xff\xff", 0, "latin1")),
  },
  {
    rule: "name-encoding",
    of: "zip",
    source: () => withCentral((record) => record.fill(0xff, 46 + 9, 46 + 12), first()),
  },
  { rule: "serialisation-no-top-folder", of: "zip", source: () => zip([...goodBag()]) },
  {
    rule: "serialisation-no-top-folder",
    of: "tar",
    source: () => tar([...goodBag()].map(([path, bytes]) => [`./${path}`, bytes])),
  },
  {
    rule: "serialisation-several-tops",
    of: "zip",
    source: () => zip([...files(), ["other/a", Buffer.from("x")], ["third", Buffer.from("x")]]),
  },
  {
    rule: "serialisation-system-folder",
    of: "zip",
    source: () => zip([["__MACOSX/bag/._a", Buffer.from("x")], ...files()]),
  },
  {
    rule: "path-parent",
    of: "zip",
    source: () =>
      zip([...files()]).then(() =>
        withCentral(
          (record) => record.write("bag/../../../etc/x", 46),
          [["bag/data/wayout.jpg", Buffer.alloc(0)], ...files()],
        ),
      ),
  },
  { rule: "path-absolute", of: "tar", source: () => tar([["/etc/passwd", Buffer.from("x")], ...files()]) },
  { rule: "path-backslash", of: "tar", source: () => tar([["bag\\data\\a.jpg", Buffer.from("x")], ...files()]) },
  {
    rule: "too-compressed",
    of: "zip",
    source: async () => zipBytes(await zipOf([...files(), ["bag/data/zeros", Buffer.alloc(80 * 1024 ** 2)]], true)),
  },
  { rule: "serialisation-name", of: "tar", source: () => tar(under("other", goodBag())) },
];
