import { createHash } from "node:crypto";
import type { DescribedItem, Evidence, SentFile, TestedPage } from "../../shared/checks/evidence.ts";
import type { ScanFacts } from "../../shared/domain/scan-facts.ts";

const moment = "2026-11-23T08:00:00.000Z";
export const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Facts of a page that nothing is wrong with; what makes its picture and its words is `text`. */
export const soundScan = (text: string, more: Partial<ScanFacts> = {}): ScanFacts => ({
  width: 2480,
  height: 3508,
  dpi: 300,
  depth: "grey",
  skew: 0.4,
  ink: 0.06,
  lines: 24,
  picture: digestOf(`picture ${text}`),
  words: ["a", "b", "c", "d"].map((part) => digestOf(`${part} ${text}`)).join(""),
  ...more,
});

export const keyOf = (archivalCode: string, page: number): string =>
  `440100/b1/${archivalCode}/${String(page).padStart(3, "0")}.tif`;

/** A page that was read, is safe, and was scanned for malware. */
export const soundPage = (archivalCode: string, page: number, more: Partial<TestedPage> = {}): TestedPage => {
  const name = `${archivalCode} ${page}`;
  const sha256 = digestOf(name);
  return {
    archivalCode,
    page,
    file: { sha256, mediaType: "image/tiff", bytes: 1000, pageInFile: 1, pageCount: 1 },
    arrival: { key: keyOf(archivalCode, page), sequencer: "01", at: moment },
    reading: {
      state: "read",
      sha256: digestOf(`text ${name}`),
      confidence: 0.99,
      needsPerson: false,
      engine: "scripted/1",
      readAt: moment,
      scan: soundScan(name),
    },
    replicas: [{ region: "cn-northwest-1", state: "proven", revision: 2, sha256 }],
    scanned: { by: "scripted", at: moment },
    ...more,
  };
};

/** The same page with other facts of its scan. */
export const scannedAs = (page: TestedPage, facts: Partial<ScanFacts>): TestedPage => {
  if (page.reading.state !== "read" || page.reading.scan === undefined) throw new Error("the page was not read");
  return { ...page, reading: { ...page.reading, scan: { ...page.reading.scan, ...facts } } };
};

export const describedItem = (archivalCode: string, values: Record<string, string> = {}): DescribedItem => ({
  archivalCode,
  values: {
    level: "item",
    archivalCode,
    title: `关于${archivalCode}的批复`,
    date: "20110305",
    creator: "市民政局",
    retentionPeriod: "永久",
    openingMark: "未审核",
    pages: "3",
    ...values,
  },
});

export const sentAs = ({ arrival, file }: TestedPage): SentFile => ({
  key: arrival.key,
  sha256: file.sha256,
  bytes: file.bytes,
});

export const codeOf = (item: number): string => `Z109-WS·2011·Y·办公室-${String(item).padStart(4, "0")}`;

/** A batch that nothing is wrong with: `items` items of three pages, described, and every file on the hand-over list. */
export const soundBatch = (items: number): Evidence => {
  const codes = Array.from({ length: items }, (_, index) => codeOf(index + 1));
  const pages = codes.flatMap((archivalCode) => [1, 2, 3].map((page) => soundPage(archivalCode, page)));
  const step = { actor: "archivist-440100", at: moment, reason: "2026 年移交" };
  return {
    stage: "transfer",
    at: "2026-11-24T08:00:00.000Z",
    batch: {
      archiveId: "440100",
      batchId: "b1",
      accessionType: "transfer",
      from: { name: "市民政局" },
      restrictions: [],
      expected: { items, pages: pages.length, bytes: pages.length * 1000 },
      state: "closed",
      custody: "holding",
      closedAt: moment,
      transitions: [
        { to: "open", ...step },
        { to: "closed", ...step },
      ],
      writes: 2,
    },
    pages,
    items: codes.map((archivalCode) => describedItem(archivalCode)),
    unreadRows: 0,
    unreadCatalogues: [],
    sent: pages.map(sentAs),
    refused: [],
    packages: [{ name: "b1.zip", structure: [], missing: [] }],
    scanner: "scripted",
  };
};
