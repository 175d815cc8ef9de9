import { accessionNames } from "../../shared/domain/accession-words.ts";
import PDFDocument from "pdfkit";
import type { CheckReport, CheckResult } from "../../shared/contract/check-report.ts";
import { checkProperty } from "../../shared/contract/checks.ts";
import type { Sentence } from "../../shared/domain/sentence.ts";
import { reportFont } from "./report-font.ts";
import {
  howToGoOn,
  outcomeMarks,
  outcomeNames,
  outcomeOf,
  propertyNames,
  propertyQuestions,
  shownMoment,
  tallyOf,
  type PropertyOutcome,
  toDo,
  verdictOf,
} from "./report-words.ts";

/** Findings of one check that are printed; the JSON has more. */
const mostPrinted = 12;
const margin = 50;
const grey = "#555555";
const rule = "#c8c8c8";

type Page = PDFKit.PDFDocument;
type Style = { readonly size: number; readonly colour?: string };

/**
 * The report as a document for people (A4, PDF 1.7), the font's glyphs that it uses inside. `fonts`: the folder of Noto Sans SC.
 * Made from the report alone: the same report gives the same bytes.
 */
export const reportPdf =
  (fonts: string) =>
  async (report: CheckReport, sha256: string): Promise<Uint8Array> => {
    const made = new Date(report.testedAt);
    const title = `四性检测报告 ${report.archiveId} ${report.batchId ?? ""}`.trim();
    const document = new PDFDocument({
      size: "A4",
      margins: { top: margin, bottom: 64, left: margin, right: margin },
      pdfVersion: "1.7",
      lang: "zh-CN",
      displayTitle: true,
      bufferPages: true,
      font: reportFont(fonts),
      info: { Title: title, Creator: "Lantai", Producer: "Lantai", CreationDate: made, ModDate: made },
    });
    const chunks: Buffer[] = [];
    document.on("data", (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise<void>((resolve, reject) => {
      document.on("end", resolve);
      document.on("error", reject);
    });
    heading(document, report, sha256);
    summary(document, report);
    for (const result of toDo(report)) openCheck(document, result, report.against.includes(result.id));
    everyCheck(document, report);
    footers(document, title, sha256);
    document.end();
    await ended;
    return Buffer.concat(chunks);
  };

const inner = (page: Page): number => page.page.width - 2 * margin;

const say = (
  page: Page,
  text: string,
  { size, colour = "#000000" }: Style,
  options: PDFKit.Mixins.TextOptions = {},
): void => {
  page.fontSize(size).fillColor(colour).text(printable(text), options);
};

/** What no font prints, such as the controls that a check has found, is shown as a box. */
const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/gu, "▯");

/** Begins a new page where so much room is no longer left on this one. */
const room = (page: Page, height: number): void => {
  if (page.y + height > page.page.height - 72) page.addPage();
};

const line = (page: Page): void => {
  page
    .moveTo(margin, page.y)
    .lineTo(page.page.width - margin, page.y)
    .lineWidth(0.5)
    .strokeColor(rule)
    .stroke();
};

const heading = (
  page: Page,
  { archiveId, batchId, testedAt, terms, totals, scanner, stage }: CheckReport,
  sha256: string,
): void => {
  say(page, "四性检测报告", { size: 22 });
  say(page, "Report of the four-property tests (DA/T 70-2018)", { size: 11, colour: grey });
  page.moveDown(0.8);
  const kind = terms === undefined ? undefined : accessionNames[terms.accessionType];
  const facts: (readonly [Sentence, string | undefined])[] = [
    [{ zh: "档案馆代码", en: "archive" }, archiveId],
    [{ zh: "批次", en: "batch" }, batchId],
    [{ zh: "移交单位", en: "from" }, terms?.from.name],
    [{ zh: "接收方式", en: "accession" }, kind && `${kind.zh} ${kind.en}`],
    [{ zh: "协议", en: "agreement" }, terms?.agreement?.reference],
    [
      { zh: "检测阶段", en: "stage" },
      stage === "transfer" ? "移交与接收 transfer and receipt" : "长期保存 long-term preservation",
    ],
    [{ zh: "检测时间", en: "tested" }, shownMoment(testedAt)],
    [
      { zh: "数量", en: "totals" },
      `${totals.items} 件 items · ${totals.pages} 页 pages · ${totals.files} 个文件 files · ${totals.bytes} 字节 bytes`,
    ],
    [{ zh: "病毒检测", en: "scanner" }, scanner ?? "无 none"],
    [{ zh: "报告摘要", en: "SHA-256 of the JSON" }, sha256],
    [
      { zh: "签名", en: "signature" },
      "由本馆密钥签署，另存为 JWS（不是电子印章） signed with the archive's key, kept as a JWS (no electronic seal)",
    ],
  ];
  for (const [label, value] of facts) {
    if (value === undefined) continue;
    const y = page.y;
    page.fontSize(9).fillColor(grey).text(`${label.zh} ${label.en}`, margin, y, { width: 130 });
    const below = page.y;
    page
      .fontSize(9)
      .fillColor("#000000")
      .text(printable(value), margin + 136, y, { width: inner(page) - 136 });
    page.y = Math.max(page.y, below) + 3;
  }
  page.x = margin;
  page.moveDown(0.6);
};

/** The sign of an outcome, drawn as in the picture. */
const sign = (page: Page, x: number, y: number, radius: number, outcome: PropertyOutcome): void => {
  const r = radius * 0.45;
  page.circle(x, y, radius).fill(outcomeMarks[outcome].ink);
  page
    .lineWidth(radius / 3.5)
    .lineCap("round")
    .strokeColor("#ffffff");
  if (outcome === "passed")
    page
      .moveTo(x - r, y)
      .lineTo(x - r * 0.2, y + r * 0.75)
      .lineTo(x + r, y - r * 0.7)
      .stroke();
  else if (outcome === "failed")
    page
      .moveTo(x - r, y - r)
      .lineTo(x + r, y + r)
      .moveTo(x + r, y - r)
      .lineTo(x - r, y + r)
      .stroke();
  else if (outcome === "unasked")
    page
      .moveTo(x - r, y)
      .lineTo(x + r, y)
      .stroke();
  else
    page
      .fontSize(radius * 1.5)
      .fillColor("#ffffff")
      .text("?", x - radius, y - radius * 1.08, {
        width: 2 * radius,
        align: "center",
        lineBreak: false,
      });
};

const summary = (page: Page, report: CheckReport): void => {
  const { outcome, against, results, stage } = report;
  const verdict = verdictOf(report);
  const top = page.y;
  sign(page, margin + 9, top + 10, 9, outcome);
  page
    .fontSize(13)
    .fillColor(outcomeMarks[outcome].ink)
    .text(verdict.zh, margin + 26, top);
  page
    .fontSize(9)
    .fillColor(grey)
    .text(verdict.en, margin + 26);
  if (against.length > 0)
    page
      .fontSize(9)
      .fillColor(outcomeMarks.failed.ink)
      .text(`${howToGoOn.zh} ${howToGoOn.en}`, margin + 26);
  page.moveDown(0.8);
  const width = (inner(page) - 3 * 8) / 4;
  const y = page.y;
  for (const [index, property] of checkProperty.options.entries()) {
    const tally = tallyOf(results.filter((one) => one.property === property));
    const of = outcomeOf(tally);
    const { ink, paper } = outcomeMarks[of];
    const x = margin + index * (width + 8);
    page.roundedRect(x, y, width, 92, 5).lineWidth(0.8).fillAndStroke(paper, ink);
    sign(page, x + 16, y + 18, 8, of);
    page
      .fontSize(13)
      .fillColor("#000000")
      .text(propertyNames[property].zh, x + 29, y + 8, { width: width - 32, lineBreak: false });
    page
      .fontSize(7.5)
      .fillColor(grey)
      .text(propertyNames[property].en, x + 8, y + 29, { width: width - 12, lineBreak: false });
    page
      .fontSize(8.5)
      .fillColor("#000000")
      .text(propertyQuestions[stage][property].zh, x + 8, y + 41, { width: width - 12, lineBreak: false });
    page
      .fontSize(8.5)
      .fillColor(ink)
      .text(`${outcomeNames[of].zh} ${outcomeNames[of].en}`, x + 8, y + 58, { width: width - 12, lineBreak: false });
    page
      .fontSize(7)
      .fillColor(grey)
      .text(`通过 ${tally.passed}  未通过 ${tally.failed}  无法检测 ${tally["could-not-check"]}`, x + 8, y + 74, {
        width: width - 12,
        lineBreak: false,
      });
  }
  page.x = margin;
  page.y = y + 92 + 16;
};

/** A check that was not passed: what was found, where, and what to do. */
const openCheck = (page: Page, result: CheckResult, against: boolean): void => {
  const { outcome = "passed", clause, failed, unchecked, findings } = result;
  room(page, 76);
  line(page);
  page.y += 8;
  const top = page.y;
  sign(page, margin + 8, top + 9, 7, outcome);
  const weight = against ? "　必检 required" : "";
  page
    .fontSize(11)
    .fillColor("#000000")
    .text(`${clause.title.zh}${weight}`, margin + 22, top);
  const source = clause.seen ? clause.standard : `${clause.standard}（未见原文 from memory）`;
  page
    .fontSize(8)
    .fillColor(grey)
    .text(`${clause.title.en} · ${source} · ${result.id}`, margin + 22);
  page.y += 3;
  for (const { detail } of findings.slice(0, mostPrinted)) {
    room(page, 40);
    page
      .fontSize(9)
      .fillColor("#000000")
      .text(printable(detail.zh), margin + 22, page.y, { width: inner(page) - 22 });
    page
      .fontSize(7.5)
      .fillColor(grey)
      .text(printable(detail.en), margin + 22, page.y, { width: inner(page) - 22 });
    page.y += 3;
  }
  const left = failed + unchecked - Math.min(mostPrinted, findings.length);
  if (left > 0)
    page
      .fontSize(8)
      .fillColor(grey)
      .text(`另有 ${left} 处，见 JSON 报告。 ${left} more in the JSON report.`, margin + 22, page.y);
  page.x = margin;
  page.y += 6;
};

/** All that was asked, passed or not, and what was not asked and why. */
const everyCheck = (page: Page, { results }: CheckReport): void => {
  room(page, 120);
  line(page);
  page.y += 10;
  say(page, "全部检测项", { size: 13 });
  say(page, "Every check", { size: 9, colour: grey });
  page.y += 6;
  for (const property of checkProperty.options) {
    room(page, 40);
    say(page, `${propertyNames[property].zh} ${propertyNames[property].en}`, { size: 10 });
    page.y += 2;
    for (const { outcome, unasked, clause, required } of results.filter((one) => one.property === property)) {
      room(page, 26);
      const y = page.y;
      if (outcome === undefined)
        page
          .circle(margin + 6, y + 6, 4)
          .lineWidth(0.8)
          .strokeColor(rule)
          .stroke();
      else sign(page, margin + 6, y + 6, 5, outcome);
      page
        .fontSize(8.5)
        .fillColor("#000000")
        .text(`${clause.title.zh}　`, margin + 18, y, { width: 340, continued: true });
      page.fontSize(7).fillColor(grey).text(clause.title.en);
      const below = page.y;
      const said =
        outcome === undefined
          ? `未检测：${unasked?.zh ?? ""}`
          : `${outcomeNames[outcome].zh}${required ? "" : "（非必检 not required）"}`;
      page
        .fontSize(8.5)
        .fillColor(outcome === undefined ? grey : outcomeMarks[outcome].ink)
        .text(said, margin + 366, y, { width: inner(page) - 366 });
      page.y = Math.max(page.y, below) + 2;
      page.x = margin;
    }
    page.y += 5;
  }
};

const footers = (page: Page, title: string, sha256: string): void => {
  const { start, count } = page.bufferedPageRange();
  for (let index = start; index < start + count; index++) {
    page.switchToPage(index);
    // Text below the bottom margin would begin a page of its own.
    page.page.margins.bottom = 0;
    const y = page.page.height - 42;
    page.fontSize(7.5).fillColor(grey);
    page.text(`${title} · SHA-256 ${sha256.slice(0, 16)}…`, margin, y, { width: inner(page) - 80, lineBreak: false });
    page.text(`第 ${index + 1} 页，共 ${count} 页`, page.page.width - margin - 100, y, {
      width: 100,
      align: "right",
      lineBreak: false,
    });
  }
};
