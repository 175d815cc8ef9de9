import { expect, test } from "vitest";
import { bagRuleNames, severityOf } from "../../../shared/bagit/bag-rule.ts";
import type { BagRule } from "../../../shared/bagit/bag-rule.ts";
import { explainFinding } from "../../../shared/bagit/bag-sentences.ts";
import { validateBag } from "../../../shared/bagit/validate-bag.ts";
import type { ValidateOptions } from "../../../shared/bagit/validate-options.ts";
import { digestOf, goodBag, memorySource, signTags } from "../../support/bags.ts";
import type { BagFiles, BagMaking } from "../../support/bags.ts";
import { serialisedCases } from "./serialised-cases.ts";

/** A good bag made bad in one way, and all that is then found. */
type Case = {
  readonly rule: BagRule;
  readonly of?: string;
  readonly bag?: BagMaking;
  readonly spoil: (files: BagFiles) => void;
  readonly options?: ValidateOptions;
};

const text = (path: string, content: string) => (files: BagFiles) => {
  files.set(path, Buffer.from(content));
  if (files.has("tagmanifest-sha256.txt") && !path.startsWith("tagmanifest")) signTags(files);
};
const append = (path: string, more: string) => (files: BagFiles) =>
  text(path, `${files.get(path)?.toString() ?? ""}${more}`)(files);
const line = (path: string, content = "x") => `${digestOf("sha256", content)}  ${path}\n`;
const bagit = (content: string) => text("bagit.txt", content);
const listing = (path: string) => append("manifest-sha256.txt", line(path));
const draft = { version: "0.97" } as const;
const both = { algorithms: ["sha256", "sha512"] } as const;

const cases: readonly Case[] = [
  { rule: "declaration-missing", spoil: (files) => files.delete("bagit.txt") },
  {
    rule: "declaration-malformed",
    of: "a blank before the colon",
    spoil: bagit("BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n"),
  },
  {
    rule: "declaration-malformed",
    of: "two blanks",
    spoil: bagit("BagIt-Version:  1.0\nTag-File-Character-Encoding: UTF-8\n"),
  },
  {
    rule: "declaration-malformed",
    of: "a blank at the end",
    spoil: bagit("BagIt-Version: 1.0 \nTag-File-Character-Encoding: UTF-8\n"),
  },
  { rule: "declaration-malformed", of: "no encoding", spoil: bagit("BagIt-Version: 0.97\n") },
  {
    rule: "declaration-malformed",
    of: "the wrong order",
    spoil: bagit("Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n"),
  },
  {
    rule: "declaration-malformed",
    of: "no major version",
    spoil: bagit("BagIt-Version: .97\nTag-File-Character-Encoding: UTF-8\n"),
  },
  {
    rule: "declaration-malformed",
    of: "another case, 1.0",
    spoil: bagit("BagIt-version: 1.0\nTag-File-Character-Encoding: UTF-8\n"),
  },
  {
    rule: "declaration-malformed",
    of: "bytes that are no UTF-8",
    spoil: (files) => (files.set("bagit.txt", Buffer.from([0xff, 0xfe, 0x42])), signTags(files)),
  },
  { rule: "declaration-bom", spoil: bagit("\ufeffBagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n") },
  { rule: "declaration-label-case", spoil: bagit("BagIt-version: 0.97\nTag-File-Character-Encoding: UTF-8\n") },
  { rule: "declaration-extra-lines", spoil: append("bagit.txt", "Author: me\n") },
  { rule: "version-unknown", spoil: bagit("BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n") },
  {
    rule: "version-unknown",
    of: "a draft that never was",
    spoil: bagit("BagIt-Version: 0.98\nTag-File-Character-Encoding: UTF-8\n"),
  },
  { rule: "encoding-unknown", spoil: bagit("BagIt-Version: 1.0\nTag-File-Character-Encoding: EBCDIC\n") },
  { rule: "payload-folder-missing", bag: { payload: {} }, spoil: () => undefined },
  { rule: "payload-manifest-missing", spoil: (files) => (files.delete("manifest-sha256.txt"), signTags(files)) },
  { rule: "algorithm-unknown", spoil: text("manifest-crc32.txt", "00000000  data/a.jpg\n") },
  { rule: "algorithm-weak", bag: { algorithms: ["md5"] }, spoil: () => undefined },
  {
    rule: "manifest-name-case",
    spoil: (files) => {
      files.set("manifest-SHA256.txt", files.get("manifest-sha256.txt")!);
      files.delete("manifest-sha256.txt");
      signTags(files);
    },
  },
  {
    rule: "manifest-line-malformed",
    of: "no path",
    spoil: append("manifest-sha256.txt", `${digestOf("sha256", "")}\n`),
  },
  { rule: "manifest-line-malformed", of: "no digest", spoil: append("manifest-sha256.txt", "data/a.jpg\n") },
  { rule: "manifest-line-malformed", of: "a comment", spoil: append("manifest-sha256.txt", "# by hand\n") },
  {
    rule: "manifest-line-malformed",
    of: "a blank in front",
    spoil: append("manifest-sha256.txt", ` ${line("data/a.jpg", "page one")}`),
  },
  { rule: "manifest-line-blank", spoil: append("manifest-sha256.txt", "\n") },
  { rule: "manifest-line-too-long", spoil: append("manifest-sha256.txt", line(`data/${"x".repeat(20_000)}`)) },
  {
    rule: "manifest-md5sum-mark",
    spoil: (files) =>
      text("manifest-sha256.txt", files.get("manifest-sha256.txt")!.toString().replaceAll("  data", " *data"))(files),
  },
  { rule: "manifest-digest-length", spoil: append("manifest-sha256.txt", "abcdef  data/c.jpg\n") },
  { rule: "manifest-outside-payload", spoil: listing("bagit.txt") },
  {
    rule: "manifest-percent-literal",
    of: "% as it is in 1.0",
    spoil: (files) => (files.set("data/100%25.jpg", Buffer.from("x")), listing("data/100%25.jpg")(files)),
  },
  {
    rule: "manifest-percent-literal",
    of: "% encoded in a draft",
    bag: draft,
    spoil: (files) => (files.set("data/100%.jpg", Buffer.from("x")), listing("data/100%25.jpg")(files)),
  },
  {
    rule: "manifest-path-dot",
    spoil: (files) =>
      text("manifest-sha256.txt", files.get("manifest-sha256.txt")!.toString().replaceAll("  data", "  ./data"))(files),
  },
  { rule: "entry-repeated", spoil: append("manifest-sha256.txt", line("data/a.jpg", "page one")) },
  {
    rule: "entry-repeated-before-1.0",
    bag: draft,
    spoil: append("manifest-sha256.txt", line("data/a.jpg", "page one")),
  },
  { rule: "entry-contradicted", spoil: append("manifest-sha256.txt", line("data/a.jpg", "other")) },
  {
    rule: "entry-contradicted",
    of: "a draft",
    bag: draft,
    spoil: append("manifest-sha256.txt", line("data/a.jpg", "other")),
  },
  { rule: "payload-file-missing", spoil: (files) => files.delete("data/a.jpg") },
  { rule: "payload-file-missing", of: "both manifests", bag: both, spoil: (files) => files.delete("data/a.jpg") },
  { rule: "payload-file-unlisted", spoil: (files) => files.set("data/c.jpg", Buffer.from("x")) },
  {
    rule: "payload-file-not-in-every-manifest",
    bag: { ...both, tagManifests: false },
    spoil: (files) => text("manifest-sha512.txt", `${digestOf("sha512", "page one")}  data/a.jpg\n`)(files),
  },
  { rule: "payload-digest-differs", spoil: (files) => files.set("data/a.jpg", Buffer.from("PAGE ONE")) },
  {
    rule: "system-file-listed",
    spoil: (files) => (files.set("data/Thumbs.db", Buffer.from("x")), listing("data/Thumbs.db")(files)),
  },
  { rule: "tag-manifest-lists-payload", spoil: append("tagmanifest-sha256.txt", line("data/a.jpg", "page one")) },
  { rule: "tag-manifest-lists-tag-manifest", spoil: append("tagmanifest-sha256.txt", line("tagmanifest-sha256.txt")) },
  {
    rule: "tag-manifest-lacks-manifest",
    spoil: (files) =>
      text(
        "tagmanifest-sha256.txt",
        ["bagit.txt", "bag-info.txt"].map((path) => line(path, files.get(path)!.toString())).join(""),
      )(files),
  },
  {
    rule: "tag-manifest-lacks-manifest-before-1.0",
    bag: draft,
    spoil: (files) =>
      text(
        "tagmanifest-sha256.txt",
        ["bagit.txt", "bag-info.txt"].map((path) => line(path, files.get(path)!.toString())).join(""),
      )(files),
  },
  { rule: "tag-file-missing", spoil: (files) => files.delete("bag-info.txt") },
  { rule: "tag-file-unlisted", spoil: (files) => files.set("notes/readme.md", Buffer.from("x")) },
  {
    rule: "tag-digest-differs",
    spoil: (files) => files.set("bag-info.txt", Buffer.from("Source-Organization: 别处\n")),
  },
  {
    rule: "tag-file-encoding",
    of: "bag-info.txt",
    spoil: (files) => (files.set("bag-info.txt", Buffer.from([0x41, 0x3a, 0x20, 0xff, 0x0a])), signTags(files)),
  },
  { rule: "tag-file-bom", of: "bag-info.txt", spoil: text("bag-info.txt", "\ufeffContact-Name: 张三\n") },
  { rule: "tag-file-bom-before-1.0", bag: draft, spoil: text("bag-info.txt", "\ufeffContact-Name: 张三\n") },
  { rule: "info-line-malformed", of: "no colon", spoil: append("bag-info.txt", "no colon\n") },
  { rule: "info-line-malformed", of: "no blank after the colon", spoil: append("bag-info.txt", "Contact-Name:张三\n") },
  {
    rule: "info-line-malformed",
    of: "a blank before the colon",
    spoil: append("bag-info.txt", "Contact-Name : 张三\n"),
  },
  { rule: "info-line-malformed", of: "no label", bag: draft, spoil: append("bag-info.txt", ": 张三\n") },
  { rule: "info-line-malformed", of: "a line that goes on from nothing", spoil: text("bag-info.txt", "  and so on\n") },
  { rule: "info-line-blank", spoil: append("bag-info.txt", "\n") },
  { rule: "info-too-large", spoil: append("bag-info.txt", "A: b\n".repeat(11_000)) },
  { rule: "info-label-repeated", spoil: append("bag-info.txt", "Bagging-Date: 2026-12-01\n") },
  { rule: "info-date-form", spoil: text("bag-info.txt", "Bagging-Date: 2026-02-30\n") },
  { rule: "oxum-malformed", spoil: append("bag-info.txt", "Payload-Oxum: 16\n") },
  { rule: "oxum-repeated", spoil: append("bag-info.txt", "Payload-Oxum: 16.2\nPayload-Oxum: 16.2\n") },
  {
    rule: "oxum-repeated-before-1.0",
    bag: draft,
    spoil: append("bag-info.txt", "Payload-Oxum: 16.2\nPayload-Oxum: 16.2\n"),
  },
  { rule: "oxum-differs", spoil: append("bag-info.txt", "Payload-Oxum: 17.2\n") },
  { rule: "oxum-differs", of: "another count", spoil: append("bag-info.txt", "Payload-Oxum: 16.3\n") },
  { rule: "path-parent", spoil: listing("data/../../etc/passwd") },
  { rule: "path-absolute", spoil: listing("/etc/passwd") },
  { rule: "path-absolute", of: "a drive", spoil: listing("C:/Windows/setx.exe") },
  { rule: "path-home", spoil: listing("~root/a") },
  { rule: "path-backslash", spoil: listing("data\\a.jpg") },
  { rule: "path-backslash", of: "a variable of Windows", spoil: listing("%HomeDrive%\\Windows\\setx.exe") },
  { rule: "path-control-character", spoil: listing("data/a\u0007.jpg") },
  { rule: "path-control-character", of: "text that runs backwards", spoil: listing("data/\u202egpj.exe") },
  { rule: "path-empty-part", spoil: listing("data/folder/") },
  { rule: "path-too-long", spoil: listing(`data/${"x/".repeat(70)}a`) },
  {
    rule: "path-windows-name",
    spoil: (files) => (files.set("data/con.jpg", Buffer.from("x")), listing("data/con.jpg")(files)),
  },
  {
    rule: "path-normalisation",
    of: "the file is spelled otherwise",
    spoil: (files) => (files.set("data/Nu\u0301n\u0303ez", Buffer.from("x")), listing("data/Núñez")(files)),
  },
  {
    rule: "path-case",
    spoil: (files) => {
      files.set("data/A.jpg", Buffer.from("x"));
      listing("data/A.jpg")(files);
    },
  },
  {
    rule: "file-twice",
    of: "two spellings of one name",
    spoil: (files) => {
      listing("data/Núñez")(files);
      files.set("data/Núñez", Buffer.from("x"));
      files.set("data/Nu\u0301n\u0303ez", Buffer.from("x"));
    },
  },
  {
    rule: "too-many-files",
    spoil: () => undefined,
    options: { limits: { files: 3, bytes: 1e9, ratio: 100, ratioFrom: 0, tagFiles: 10 } },
  },
  {
    rule: "too-many-bytes",
    spoil: () => undefined,
    options: { limits: { files: 30, bytes: 20, ratio: 100, ratioFrom: 0, tagFiles: 10 } },
  },
  {
    rule: "too-many-tag-files",
    spoil: () => undefined,
    options: { limits: { files: 30, bytes: 1e9, ratio: 100, ratioFrom: 0, tagFiles: 2 } },
  },
];

/** Breaking one rule cannot but break, or tell, another. */
const companions: readonly (readonly [string, Case, readonly BagRule[]])[] = [
  [
    "only digests that cannot be computed",
    {
      rule: "algorithms-all-unknown",
      spoil: (files) => (
        files.delete("manifest-sha256.txt"),
        text("manifest-crc32.txt", "00000000  data/a.jpg\n")(files)
      ),
    },
    ["algorithm-unknown", "algorithms-all-unknown"],
  ],
  [
    "two manifests of one algorithm",
    {
      rule: "algorithm-twice",
      spoil: (files) => text("manifest-sha-256.txt", files.get("manifest-sha256.txt")!.toString())(files),
    },
    ["algorithm-twice", "manifest-name-case"],
  ],
  [
    "a manifest line that breaks off",
    {
      rule: "tag-file-encoding",
      spoil: (files) => (files.set("manifest-sha256.txt", Buffer.from([0xff])), signTags(files)),
    },
    ["payload-file-unlisted", "payload-file-unlisted", "tag-file-encoding"],
  ],
  [
    "a hole with an address",
    {
      rule: "fetch-refused",
      spoil: (files) => (
        files.delete("data/a.jpg"),
        text("fetch.txt", "https://example.org/a.jpg 8 data/a.jpg\n")(files)
      ),
    },
    ["fetch-not-followed", "fetch-refused"],
  ],
  [
    "an address for what is there",
    { rule: "fetch-not-followed", spoil: text("fetch.txt", "https://example.org/a.jpg - data/a.jpg\n") },
    ["fetch-not-followed"],
  ],
  [
    "a fetch line of two parts",
    { rule: "fetch-line-malformed", spoil: text("fetch.txt", "https://example.org/a.jpg data/a.jpg\n") },
    ["fetch-line-malformed", "fetch-not-followed"],
  ],
  [
    "a tag file to fetch",
    { rule: "fetch-outside-payload", spoil: text("fetch.txt", "https://example.org/a 8 a.jpg\n") },
    ["fetch-not-followed", "fetch-outside-payload"],
  ],
  [
    "a tag file to fetch in a draft",
    { rule: "fetch-outside-payload-before-1.0", bag: draft, spoil: text("fetch.txt", "file:///a.png 8 a.png\n") },
    ["fetch-not-followed", "fetch-outside-payload-before-1.0"],
  ],
  [
    "a way out of the bag to fetch",
    { rule: "path-parent", bag: draft, spoil: text("fetch.txt", "https://example.org/a 8 data/../../a.jpg\n") },
    ["fetch-not-followed", "path-parent"],
  ],
  [
    "something to fetch that no manifest lists",
    { rule: "fetch-unlisted", spoil: text("fetch.txt", "https://example.org/a 8 data/z.jpg\n") },
    ["fetch-not-followed", "fetch-unlisted"],
  ],
  [
    "a system file that was left behind",
    { rule: "system-file-missing", spoil: listing("data/.DS_Store") },
    ["system-file-listed", "system-file-missing"],
  ],
  [
    "one name in two normal forms, one file",
    {
      rule: "path-normalisation",
      bag: draft,
      spoil: (files) => {
        files.set("data/Núñez", Buffer.from("x"));
        append("manifest-sha256.txt", line("data/Núñez") + line("data/Nu\u0301n\u0303ez"))(files);
      },
    },
    ["path-normalisation", "path-normalisation"],
  ],
  [
    "one name in two cases, one file",
    {
      rule: "path-case",
      bag: draft,
      spoil: (files) => append("manifest-sha256.txt", line("data/A.jpg", "page one"))(files),
    },
    ["path-case", "path-case"],
  ],
  [
    "a draft whose path turns back inside the payload",
    {
      rule: "manifest-path-dot",
      bag: draft,
      spoil: (files) =>
        text(
          "manifest-sha256.txt",
          files.get("manifest-sha256.txt")!.toString().replaceAll("  data/a", "  data/../data/a"),
        )(files),
    },
    ["manifest-path-dot"],
  ],
  [
    "a draft whose path leads out of the payload",
    { rule: "manifest-outside-payload", bag: draft, spoil: listing("data/../bagit.txt") },
    ["manifest-outside-payload", "manifest-path-dot"],
  ],
  [
    "a draft whose path leads out of the bag",
    { rule: "path-parent", bag: draft, spoil: listing("data/../../bagit.txt") },
    ["path-parent"],
  ],
  [
    "one name in two cases, other bytes",
    { rule: "payload-file-missing", spoil: listing("data/A.jpg") },
    ["path-case", "payload-file-missing"],
  ],
];

const findingsOf = async ({ bag, spoil, options }: Case) => {
  const files = goodBag(bag);
  spoil(files);
  return validateBag(memorySource(files), options);
};

test.each(cases.map((one) => [`${one.rule}${one.of === undefined ? "" : ` (${one.of})`}`, one] as const))(
  "%s is found, and nothing else",
  async (_, one) => {
    const report = await findingsOf(one);
    expect([...new Set(report.findings.map(({ rule }) => rule))]).toEqual([one.rule]);
    expect(report.accepted).toBe(severityOf(one.rule) === "warning");
  },
);

test.each(companions)("%s", async (_, one, rules) => {
  const report = await findingsOf(one);
  expect(report.findings.map(({ rule }) => rule).sort()).toEqual(rules);
  expect(report.accepted).toBe(rules.every((rule) => severityOf(rule) === "warning"));
});

test("every rule has a case", () => {
  const covered = new Set<string>([
    ...cases.map(({ rule }) => rule),
    ...companions.map(([, { rule }]) => rule),
    ...serialisedCases.map(({ rule }) => rule),
  ]);
  expect(bagRuleNames.filter((rule) => !covered.has(rule))).toEqual([]);
});

test("every finding is explained in Chinese and English with all that it names", async () => {
  for (const one of [...cases, ...companions.map(([, found]) => found)])
    for (const finding of (await findingsOf(one)).findings) {
      const { zh, en } = explainFinding(finding);
      expect(zh + en, finding.rule).not.toMatch(/(?<!\\u)\{\w+\}|undefined/);
      expect(zh).toMatch(/\p{Script=Han}.*。$/su);
      expect(en).toMatch(/\.$/);
    }
});
