import { createHash } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkProfile, defaultProfile } from "../../shared/contract/check-profile.ts";
import { checkReport, type CheckReport } from "../../shared/contract/check-report.ts";
import { checkId, type CheckId } from "../../shared/contract/checks.ts";
import { originalKey } from "../../shared/domain/holdings-key.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import { scriptedScanner } from "../support/scripted-scanner.ts";
import type { Script } from "../support/scripted-engine.ts";
import { smallPdf } from "../support/small-pdf.ts";

const batch = { archiveId: ARCHIVE, batchId: "b1" };
const archivist = clerkOf(ARCHIVE);
const reason = "2026 年移交";
const codeOf = (item: number): string => `Z109-WS·2011·Y·办公室-${String(item).padStart(4, "0")}`;
const otherFonds = "Z110-WS·2011·Y·办公室-0001";
const keyOf = (code: string, page: number, extension = "tif"): string =>
  `${ARCHIVE}/b1/${code}/${String(page).padStart(3, "0")}.${extension}`;

/** Asks for more than the standards do, so that each check can find something wrong. */
const profile = checkProfile.parse({
  formats: ["image/tiff", "image/jpeg", "application/pdf"],
  colour: { least: "grey" },
  naming: { fonds: ["Z109"] },
  processValues: ["note"],
  values: {
    ...defaultProfile.values,
    creator: { required: true, maxLength: 20 },
    documentNumber: { form: "whole-number", unique: true },
    draft: { domain: ["定稿"] },
    medium: { required: true },
  },
});

type Scan = { readonly extension?: string; readonly bytes: (shade: number) => Buffer | Promise<Buffer> };
const plain = (shade: number) =>
  sharp({ create: { width: 48, height: 64, channels: 3, background: { r: shade, g: shade, b: shade } } });
const inch = 25.4;
const tiff: Scan = {
  bytes: (shade) =>
    plain(shade)
      .tiff({ xres: 300 / inch, yres: 300 / inch })
      .toBuffer(),
};
const coarse: Scan = {
  bytes: (shade) =>
    plain(shade)
      .tiff({ xres: 150 / inch, yres: 150 / inch })
      .toBuffer(),
};
const png: Scan = { extension: "png", bytes: (shade) => plain(shade).withMetadata({ density: 300 }).png().toBuffer() };
/** Black and white: its shade is 255. */
const bilevel: Scan = {
  bytes: () =>
    plain(255)
      .toColourspace("b-w")
      .tiff({ bitdepth: 1, compression: "none", xres: 300 / inch, yres: 300 / inch })
      .toBuffer(),
};
const signed: Scan = {
  extension: "pdf",
  bytes: async (shade) =>
    smallPdf(["q 72 0 0 144 0 0 cm /I Do Q"], {
      catalogue:
        "/AcroForm<</SigFlags 3/Fields[<</FT/Sig/T(s)/V<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 1 2 3]/Contents<00>>>>>]>>",
      image: { jpeg: await plain(shade).resize(300, 600).jpeg({ quality: 100 }).toBuffer(), width: 300, height: 600 },
    }),
};
const broken: Scan = { bytes: async (shade) => (await tiff.bytes(shade)).subarray(0, 60) };
const virus: Scan = { bytes: () => Buffer.from("virus") };
const encrypted: Scan = {
  extension: "pdf",
  bytes: () => smallPdf([""], { extra: "/Encrypt<</Filter/Standard/V 1/R 2>>" }),
};

/** What the fault of an item changes: in its row of the catalogue (none: not described), and in its pages. */
type Change = {
  readonly row?: Readonly<Record<string, string>> | "none";
  readonly code?: string;
  readonly pages?: Readonly<Record<number, Scan>>;
  readonly script?: Script;
  /** What lies beside its pages. */
  readonly beside?: string;
  readonly unlike?: "uncopied" | "rotten" | "same-bytes-as-before" | "same-words-as-before";
};
type Found = {
  readonly check: CheckId;
  readonly outcome: "failed" | "could-not-check";
  readonly code: string;
  /** 档号, 档号 and page, or key. */
  readonly where: string;
};
type Fault = Change & { readonly item: number; readonly found: readonly Found[] };

const failed = (check: CheckId, code: string, where: string): Found => ({ check, outcome: "failed", code, where });
const page = (item: number, number = 1): string => `${codeOf(item)} ${number}`;
const text = (seed: number): string[] => [
  Array.from({ length: 40 }, (_, at) => String.fromCodePoint(0x4e00 + 60 * seed + at)).join(""),
];

/** One fault of each kind, each in an item of its own; an item that is not named has none. */
const faults: readonly Fault[] = [
  { item: 1, unlike: "rotten", found: [failed("authenticity.digest", "bytes-changed", page(1))] },
  {
    // Signatures are in PDF only, and a PDF among TIFF is of another format: one file, and a fault for each of two checks.
    item: 2,
    pages: { 1: signed },
    found: [
      {
        check: "authenticity.signature",
        outcome: "could-not-check",
        code: "signature-unverified",
        where: page(2),
      },
      failed("usability.one-format", "other-format", page(2)),
    ],
  },
  {
    item: 5,
    row: { 责任者: "市".repeat(21) },
    found: [failed("authenticity.value-length", "value-too-long", codeOf(5))],
  },
  { item: 6, row: { 文件编号: "七" }, found: [failed("authenticity.value-form", "value-malformed", codeOf(6))] },
  { item: 7, row: { 稿本: "草稿" }, found: [failed("authenticity.value-domain", "value-outside-domain", codeOf(7))] },
  { item: 8, row: { 日期: "20120101" }, found: [failed("authenticity.plausibility", "date-after-filing", codeOf(8))] },
  {
    item: 9,
    row: { 题名: "关于\u200B召开会议的通知" },
    found: [failed("authenticity.characters", "special-character", codeOf(9))],
  },
  {
    item: 40,
    code: otherFonds,
    row: { 档号: otherFonds },
    found: [failed("authenticity.archival-code", "fonds-unexpected", otherFonds)],
  },
  {
    item: 12,
    row: { 文件编号: "11" },
    found: [failed("authenticity.duplicate-values", "value-twice", codeOf(12))],
  },
  { item: 13, row: "none", found: [failed("authenticity.linked", "not-described", codeOf(13))] },
  { item: 15, row: { 载体形态: "" }, found: [failed("integrity.required-values", "value-missing", codeOf(15))] },
  {
    item: 18,
    row: { 页数: "3" },
    pages: { 1: tiff, 3: tiff },
    found: [failed("integrity.page-sequence", "page-missing", page(18, 2))],
  },
  {
    item: 19,
    row: { 页数: "2" },
    found: [failed("integrity.pages-described", "pages-not-as-described", codeOf(19))],
  },
  {
    item: 21,
    unlike: "same-bytes-as-before",
    found: [failed("integrity.repeated-page", "same-bytes", page(21))],
  },
  {
    item: 23,
    unlike: "same-words-as-before",
    found: [failed("integrity.look-alike-page", "looks-like", page(23))],
  },
  {
    item: 24,
    pages: { 1: tiff, 2: broken },
    found: [failed("integrity.content", "refused", keyOf(codeOf(24), 2))],
  },
  { item: 25, row: { 附注: "" }, found: [failed("integrity.process-values", "process-value-missing", codeOf(25))] },
  {
    item: 26,
    row: { 附件档号: `${codeOf(25)}；${codeOf(99)}` },
    found: [failed("integrity.attachments", "attachment-missing", codeOf(26))],
  },
  { item: 28, script: "undecodable", found: [failed("usability.opens", "does-not-open", page(28))] },
  { item: 29, pages: { 1: png }, found: [failed("usability.format", "format-not-allowed", page(29))] },
  { item: 31, pages: { 1: coarse }, found: [failed("usability.resolution", "dpi-too-low", page(31))] },
  { item: 32, pages: { 1: bilevel }, found: [failed("usability.colour", "depth-too-low", page(32))] },
  { item: 33, script: { lines: text(33), fall: 0.1 }, found: [failed("usability.skew", "skewed", page(33))] },
  { item: 34, script: { lines: [] }, found: [failed("usability.blank-page", "blank", page(34))] },
  {
    item: 35,
    unlike: "uncopied",
    found: [{ check: "usability.copies", outcome: "could-not-check", code: "copy-unproven", where: page(35) }],
  },
  {
    item: 36,
    pages: { 1: tiff, 2: virus },
    found: [failed("security.malware", "infected", keyOf(codeOf(36), 2))],
  },
  {
    item: 37,
    beside: ".DS_Store",
    found: [failed("security.surplus", "surplus-object", `${ARCHIVE}/b1/${codeOf(37)}/.DS_Store`)],
  },
  {
    item: 38,
    pages: { 1: tiff, 2: encrypted },
    found: [failed("usability.not-encrypted", "encrypted", keyOf(codeOf(38), 2, "pdf"))],
  },
];
/** The number that no item bears, and the last item, of which the catalogue has a row that cannot be read and no page came. */
const [missing, unread] = [17, 41];
/** Faults of the batch as a whole. */
const ofBatch: readonly Found[] = [
  failed("integrity.totals", "total-differs", ""),
  failed("integrity.item-sequence", "items-missing", "Z109-WS·2011·Y·办公室"),
  failed("usability.catalogue", "rows-unread", ""),
];

/** Checks that cannot fail in a batch that came this way, and why. */
const cannotFail: Readonly<Partial<Record<CheckId, string>>> = {
  "authenticity.as-sent": "no list of single files came with the batch: not asked, and the report says so",
  "authenticity.file-attributes": "no list of single files came with the batch: not asked, and the report says so",
  "authenticity.package": "the batch came file by file: not asked, and the report says so",
  "integrity.package": "the batch came file by file: not asked, and the report says so",
  "usability.environment": "every format that intake takes is an open standard that needs no environment of its own",
  "security.classification": "a row that declares a 密级 is refused by the import and holds the batch, before any test",
  "security.process":
    "a batch is tested only when it was opened under terms and closed, and each step is noted with it",
};

const header = [
  ...["著录层级", "档号", "题名", "日期", "责任者", "保管期限", "开放标识", "页数"],
  ...["文件编号", "稿本", "载体形态", "附注", "附件档号"],
];
const rowOf = (item: number, said: Readonly<Record<string, string>>): string => {
  const cells: Readonly<Record<string, string>> = {
    著录层级: "文件",
    档号: codeOf(item),
    题名: `关于第${item}次会议的通知`,
    日期: "20110301",
    责任者: "市民政局",
    保管期限: "永久",
    开放标识: "未审核",
    页数: "1",
    文件编号: String(item),
    稿本: "定稿",
    载体形态: "纸质",
    附注: "已办结",
    ...said,
  };
  return header.map((name) => cells[name] ?? "").join(",");
};

const items = Array.from({ length: unread - 1 }, (_, at) => at + 1).filter((item) => item !== missing);
const faultOf = (item: number): Change => faults.find((fault) => fault.item === item) ?? {};
/** The engine knows a page by its shade: that of its item, and for the third page of one another. */
const shadeOf = (item: number, number: number): number => {
  const { unlike, pages } = faultOf(item);
  if (pages?.[number] === bilevel) return 255;
  return unlike === "same-bytes-as-before" ? item - 1 : number === 1 ? item : 100 + item;
};
const script = new Map<number, Script>(
  items.flatMap((item) => {
    const { unlike, script: own } = faultOf(item);
    const seed = unlike === "same-words-as-before" ? item - 1 : item;
    if (unlike === "same-bytes-as-before") return [];
    return [1, 3].map((number): [number, Script] => {
      const shade = shadeOf(item, number);
      return [shade, number === 1 ? (own ?? { lines: text(seed) }) : { lines: text(shade) }];
    });
  }),
);

let cells: Cells;
beforeAll(async () => {
  cells = await openCells({ script, scanner: scriptedScanner, profiles: { [ARCHIVE]: profile } });
});
afterAll(() => cells.close());

const send = async (key: string, bytes: Uint8Array): Promise<void> => {
  await cells.home.receive(await cells.home.upload(key, bytes));
};

/** Brings the batch through the services, as clients, queues and people would. */
const bring = async (): Promise<void> => {
  const { home } = cells;
  await home.openBatch(
    {
      ...batch,
      accessionType: "transfer",
      from: { name: "市民政局" },
      restrictions: [],
      expected: { volumes: 1, items: items.length },
      reason,
    },
    archivist,
  );
  for (const item of items) {
    const { code = codeOf(item), pages = { 1: tiff }, beside } = faultOf(item);
    for (const [number, { extension, bytes }] of Object.entries(pages))
      await send(keyOf(code, Number(number), extension), await bytes(shadeOf(item, Number(number))));
    if (beside !== undefined) await send(`${ARCHIVE}/b1/${code}/${beside}`, Buffer.from("Bud1"));
  }
  const rows = items.flatMap((item) => {
    const { row = {} } = faultOf(item);
    return row === "none" ? [] : [rowOf(item, row)];
  });
  const catalogue = [header.join(","), ...rows, rowOf(unread, { 日期: "昨天" })].join("\n");
  await send(`${ARCHIVE}/b1/catalogue.csv`, Buffer.from(catalogue));
  const came = (await home.history()).find(({ type }) => type === "catalogue-received");
  if (came?.type !== "catalogue-received") throw new Error("no catalogue was received");
  await home.importCatalogue({ ...batch, importId: came.importId });
  for (let waiting = home.takeImports(); waiting.length > 0; waiting = home.takeImports())
    for (const work of waiting) await home.importCatalogue(work);
  for (const item of items) {
    const { code = codeOf(item), unlike } = faultOf(item);
    for (const { page: number } of await home.pages.pagesOf(ARCHIVE, code)) {
      const address = { archiveId: ARCHIVE, archivalCode: code, page: number };
      await home.read(address);
      if (unlike !== "uncopied") await cells.replicate(address);
    }
    if (unlike !== "rotten") continue;
    const bytes = await tiff.bytes(shadeOf(item, 1));
    home.rot(originalKey(ARCHIVE, createHash("sha256").update(bytes).digest("hex")));
  }
  await home.recheck();
  await cells.prove();
  await home.decideBatch({ ...batch, decision: "closed", reason }, archivist);
  // What is not copied by then is tested as it is.
  cells.pass(12 * 3600);
  for (let work = [{ ...batch }]; work.length > 0; work = home.takeTests())
    for (const one of work) await home.test(one);
};

const report = async (): Promise<CheckReport> => {
  const { files } = await cells.home.getReport(batch, archivist);
  const json = files.find(({ format }) => format === "json");
  return checkReport.parse(await (await fetch(json?.url ?? "")).json());
};

const foundIn = ({ results }: CheckReport): Found[] =>
  results.flatMap(({ id, findings }) =>
    findings.map(({ outcome, code, archivalCode, page: number, facts }) => ({
      check: id,
      outcome,
      code,
      where: archivalCode === undefined ? String(facts["key"] ?? "") : [archivalCode, number ?? []].flat().join(" "),
    })),
  );
const inOrder = (found: readonly Found[]): string[] =>
  found.map(({ check, outcome, code, where }) => `${check} ${outcome}: ${code} ${where}`).sort();

test("of a batch with one fault of each kind of check each is found and named, and nothing else is reported", async () => {
  await bring();
  const tested = await report();
  const planted = [...faults.flatMap(({ found }) => found), ...ofBatch];
  expect(inOrder(foundIn(tested))).toEqual(inOrder(planted));

  const kinds = [...planted.map(({ check }) => check), ...Object.keys(cannotFail)].sort();
  expect(kinds).toEqual([...checkId.options].sort());
  for (const { id, outcome, unasked } of tested.results)
    if (id in cannotFail)
      expect([id, outcome ?? unasked?.en]).toEqual([id, outcome === undefined ? unasked?.en : "passed"]);
  for (const { findings } of tested.results)
    for (const { detail } of findings) {
      expect(detail.zh).toMatch(/。$/);
      expect(detail.zh + detail.en).not.toMatch(/[{}]/);
    }
}, 240_000);
