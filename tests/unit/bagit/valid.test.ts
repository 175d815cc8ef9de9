import { expect, test } from "vitest";
import { infoValue } from "../../../shared/bagit/bag-info.ts";
import { validateBag } from "../../../shared/bagit/validate-bag.ts";
import { digestOf, goodBag, memorySource, rulesBroken, signTags } from "../../support/bags.ts";
import type { BagMaking } from "../../support/bags.ts";

const utf16be = (text: string): Buffer => Buffer.from(`\ufeff${text}`, "utf16le").swap16();

test.each([
  ...["0.93", "0.94", "0.95", "0.96", "0.97", "1.0"].map((version) => [`version ${version}`, { version }] as const),
  ...(["sha1", "sha224", "sha256", "sha384", "sha512", "sha3256", "sha3512", "sm3", "blake2b512"] as const).map(
    (algorithm) => [algorithm, { algorithms: [algorithm], version: "0.97" }] as const,
  ),
  ["several algorithms", { algorithms: ["md5", "sha512"] }],
  ["no tag manifest", { tagManifests: false }],
  ["tag files in UTF-16 with their mark", { encoding: "UTF-16", encode: utf16be }],
  [
    "tag files in UTF-16 little-endian",
    { encoding: "UTF-16LE", encode: (text: string) => Buffer.from(text, "utf16le") },
  ],
  [
    "tag files in ISO-8859-1",
    {
      encoding: "ISO-8859-1",
      payload: { "data/é.txt": "x" },
      info: "Contact-Name: É\n",
      encode: (text: string) => Buffer.from(text, "latin1"),
    },
  ],
  ["lines that end in CRLF", { encode: (text: string) => Buffer.from(text.replaceAll("\n", "\r\n")) }],
  ["lines that end in CR", { encode: (text: string) => Buffer.from(text.replaceAll("\n", "\r")) }],
  ["no end of the last line", { encode: (text: string) => Buffer.from(text.trimEnd()) }],
  [
    "blanks of every kind between digest and path",
    { encode: (text: string) => Buffer.from(text.replaceAll("  ", " \t ")) },
  ],
  [
    "digests in capitals",
    { encode: (text: string) => Buffer.from(text.replaceAll(/^[0-9a-f]{64}/gm, (hex) => hex.toUpperCase())) },
  ],
  ["names with blanks and marks", { payload: { "data/a b#c+&'.jpg": "x", "data/-": "y", "data/.keep": "" } }],
  [
    "metadata as the drafts write it",
    { version: "0.97", info: "Contact-Name : A\nContact-Phone:1\nContact-Email\t:\tb\n" },
  ],
  ["elements that repeat", { info: "Contact-Name: A\nContact-Name: B\n" }],
  ["a true Payload-Oxum", { info: "Payload-Oxum: 16.2\n" }],
  [
    "a bag in the bag",
    { payload: { "data/bag/bagit.txt": "x", "data/bag/manifest-md5.txt": "y", "data/bag/data/z": "z" } },
  ],
  ["empty files", { payload: { "data/empty": "" } }],
] satisfies readonly (readonly [string, BagMaking])[])("a bag with %s is good", async (_, making) => {
  expect(await rulesBroken(memorySource(goodBag(making)))).toEqual([]);
});

test("CR, LF and % are decoded, and only those", async () => {
  const payload = { "data/line\nfeed\r%41 %20.txt": "x" };
  const files = goodBag({ payload });
  files.set("manifest-sha256.txt", Buffer.from(`${digestOf("sha256", "x")}  data/line%0Afeed%0d%2541 %2520.txt\n`));
  signTags(files);
  expect(await rulesBroken(memorySource(files))).toEqual([]);
});

test("GBK and GB 18030 tag files are read as declared", async () => {
  const gbk: Readonly<Record<string, number[]>> = { 档: [0xb5, 0xb5], 案: [0xb0, 0xb8] };
  const encode = (text: string): Buffer =>
    Buffer.concat(Array.from(text, (char) => Buffer.from(gbk[char] ?? [...Buffer.from(char)])));
  for (const encoding of ["GBK", "GB2312", "GB18030"]) {
    const bag = goodBag({ encoding, encode, payload: { "data/档案.jpg": "x" }, info: "Source-Organization: 档案\n" });
    const report = await validateBag(memorySource(bag));
    expect(report.findings).toEqual([]);
    expect(infoValue(report.info, "source-organization")).toBe("档案");
  }
});

test("folded values are one value, in the order of the file", async () => {
  const info = "External-Description: a\n  b\n\tc\nContact-Name: d: e\n";
  expect((await validateBag(memorySource(goodBag({ info })))).info).toEqual([
    { label: "External-Description", value: "a b c" },
    { label: "Contact-Name", value: "d: e" },
  ]);
});

test("metadata of the first drafts lie in package-info.txt", async () => {
  const files = goodBag({ version: "0.94", tagManifests: false });
  files.set("package-info.txt", files.get("bag-info.txt")!);
  files.delete("bag-info.txt");
  expect((await validateBag(memorySource(files))).info[0]).toEqual({ label: "Source-Organization", value: "市档案馆" });
});

test("a draft may list a file in one manifest of several", async () => {
  const files = goodBag({ version: "0.97", algorithms: ["md5", "sha256"], tagManifests: false });
  files.set("manifest-md5.txt", Buffer.from(`${digestOf("md5", "page one")}  data/a.jpg\n`));
  expect(await rulesBroken(memorySource(files))).toEqual([]);
});

test("every payload file is told with the digests that were wanted", async () => {
  const told: unknown[] = [];
  await validateBag(memorySource(goodBag({ version: "0.97", algorithms: ["md5"] })), {
    alsoDigest: ["sha256"],
    onPayload: ({ path, bytes, digests }) => void told.push([path, bytes, digests.get("sha256")]),
  });
  expect(told).toEqual([
    ["data/a.jpg", 8, digestOf("sha256", "page one")],
    ["data/卷一/b.tif", 8, digestOf("sha256", "page two")],
  ]);
});
