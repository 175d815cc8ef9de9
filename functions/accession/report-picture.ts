import type { CheckReport, CheckResult } from "../../shared/contract/check-report.ts";
import { checkProperty, type CheckProperty } from "../../shared/contract/checks.ts";
import { xmlText } from "../../shared/domain/xml-text.ts";
import {
  howToGoOn,
  outcomeMarks,
  outcomeNames,
  outcomeOf,
  propertyNames,
  propertyQuestions,
  tallyOf,
  shownMoment,
  tasksOf,
  verdictOf,
  type Task,
} from "./report-words.ts";

const width = 960;
const margin = 40;
const gap = 16;
const cardWidth = (width - 2 * margin - 3 * gap) / 4;
const cardHeight = 236;
const cardTop = 148;
const listTop = cardTop + cardHeight + 54;
const rowHeight = 70;
/** Checks that are listed; the report has the rest. */
const mostRows = 8;

/** Cut to about so many Chinese characters' width. */
const cut = (text: string, ems: number): string => {
  let left = ems;
  let kept = "";
  for (const character of text) {
    left -= (character.codePointAt(0) ?? 0) < 0x2e80 ? 0.55 : 1;
    if (left < 0) return `${kept}…`;
    kept += character;
  }
  return kept;
};

type Style = {
  readonly size: number;
  readonly fill?: string;
  readonly weight?: number;
  readonly anchor?: "middle" | "end";
};
const text = (x: number, y: number, said: string, { size, fill = "#222", weight = 400, anchor }: Style): string =>
  `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}" font-weight="${weight}"${anchor === undefined ? "" : ` text-anchor="${anchor}"`}>${xmlText(said)}</text>`;

/** The sign of an outcome, drawn: no font has to have it. */
const sign = (x: number, y: number, radius: number, outcome: keyof typeof outcomeMarks): string => {
  const { ink } = outcomeMarks[outcome];
  const stroke = `fill="none" stroke="#fff" stroke-width="${radius / 4}" stroke-linecap="round" stroke-linejoin="round"`;
  const r = radius * 0.42;
  const inside = {
    passed: `<path d="M${x - r} ${y}l${r * 0.75} ${r * 0.75}l${r * 1.3} ${-r * 1.5}" ${stroke}/>`,
    failed: `<path d="M${x - r} ${y - r}L${x + r} ${y + r}M${x + r} ${y - r}L${x - r} ${y + r}" ${stroke}/>`,
    "could-not-check": text(x, y + radius * 0.42, "?", {
      size: radius * 1.2,
      fill: "#fff",
      weight: 700,
      anchor: "middle",
    }),
  };
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${ink}"/>${inside[outcome]}`;
};

const card = (property: CheckProperty, index: number, results: readonly CheckResult[]): string => {
  const tally = tallyOf(results);
  const outcome = outcomeOf(tally);
  const { ink, paper } = outcomeMarks[outcome];
  const x = margin + index * (cardWidth + gap);
  const middle = x + cardWidth / 2;
  const name = propertyNames[property];
  const question = propertyQuestions[property];
  const centred = { anchor: "middle" as const };
  return [
    `<rect x="${x}" y="${cardTop}" width="${cardWidth}" height="${cardHeight}" rx="10" fill="${paper}" stroke="${ink}" stroke-width="1.5"/>`,
    sign(middle, cardTop + 44, 26, outcome),
    text(middle, cardTop + 102, name.zh, { size: 26, weight: 700, ...centred }),
    text(middle, cardTop + 122, name.en, { size: 13, fill: "#555", ...centred }),
    text(middle, cardTop + 148, question.zh, { size: 15, ...centred }),
    text(middle, cardTop + 166, question.en, { size: 11.5, fill: "#555", ...centred }),
    text(middle, cardTop + 196, `${outcomeNames[outcome].zh} ${outcomeNames[outcome].en}`, {
      size: 15,
      weight: 700,
      fill: ink,
      ...centred,
    }),
    text(
      middle,
      cardTop + 218,
      `通过 ${tally.passed} · 未通过 ${tally.failed} · 无法检测 ${tally["could-not-check"]}`,
      { size: 12, fill: "#444", ...centred },
    ),
  ].join("\n");
};

const row = ({ outcome, against, title, count, detail }: Task, index: number): string => {
  const y = listTop + 26 + index * rowHeight;
  const places = count > 1 ? { zh: `（共 ${count} 处）`, en: ` (${count} places)` } : { zh: "", en: "" };
  return [
    sign(margin + 12, y + 11, 11, outcome),
    text(margin + 34, y + 10, cut(`${title.zh}${places.zh}`, against ? 50 : 58), { size: 15, weight: 700 }),
    text(margin + 34, y + 31, cut(detail.zh, 57), { size: 14 }),
    text(margin + 34, y + 49, cut(`${title.en}${places.en}: ${detail.en}`, 78), { size: 11, fill: "#666" }),
    against
      ? text(width - margin, y + 10, "必检 required", { size: 12, weight: 700, fill: "#a6192e", anchor: "end" })
      : "",
  ].join("\n");
};

/** The report as one picture: four properties with their outcomes, and what is to be done, in plain words of both languages. */
export const reportPicture = (report: CheckReport): string => {
  const { archiveId, batchId, testedAt, totals, results, against, outcome, stage } = report;
  const open = tasksOf(report);
  const listed = open.slice(0, mostRows);
  const left = open.length - listed.length;
  const height = listTop + (listed.length === 0 ? 0 : 40 + listed.length * rowHeight) + 40;
  const { ink } = outcomeMarks[outcome];
  const verdict = verdictOf(report);
  const counted = `${totals.items} 件 items · ${totals.pages} 页 pages`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="'Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif">`,
    `<title>${xmlText(`四性检测 Four-property tests: ${archiveId} ${batchId ?? ""}`)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text(margin, 52, stage === "transfer" ? "四性检测结果" : "馆藏检测结果", { size: 28, weight: 700 }),
    text(margin + 186, 52, "Four-property tests", { size: 16, fill: "#555" }),
    text(width - margin, 44, [archiveId, batchId ?? []].flat().join(" · "), { size: 15, anchor: "end" }),
    text(width - margin, 64, `${counted} · ${shownMoment(testedAt)}`, {
      size: 12,
      fill: "#555",
      anchor: "end",
    }),
    sign(margin + 14, 96, 14, outcome),
    text(margin + 40, 98, verdict.zh, { size: 20, weight: 700, fill: ink }),
    text(margin + 40, 118, verdict.en, { size: 12.5, fill: "#555" }),
    ...(against.length === 0
      ? []
      : [
          text(width - margin, 98, howToGoOn.zh, { size: 14, fill: "#a6192e", anchor: "end" }),
          text(width - margin, 117, howToGoOn.en, { size: 11, fill: "#666", anchor: "end" }),
        ]),
    ...checkProperty.options.map((property, index) =>
      card(
        property,
        index,
        results.filter((one) => one.property === property),
      ),
    ),
    ...(listed.length === 0 ? [] : [text(margin, listTop, "要处理的事项 What to do", { size: 16, weight: 700 })]),
    ...listed.map(row),
    ...(left === 0
      ? []
      : [
          text(margin + 34, height - 30, `另有 ${left} 项，见报告全文。 ${left} more in the report.`, {
            size: 12,
            fill: "#555",
          }),
        ]),
    "</svg>",
  ]
    .filter((line) => line !== "")
    .join("\n");
};
