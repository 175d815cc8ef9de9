import type { CheckReport } from "../../shared/contract/check-report.ts";
import { checkProperty, type CheckProperty } from "../../shared/contract/checks.ts";
import { xmlText } from "../../shared/domain/xml-text.ts";
import type { TextPen } from "./drawn-text.ts";
import {
  howToGoOn,
  outcomeMarks,
  outcomeNames,
  outcomeOf,
  propertyNames,
  propertyQuestions,
  reportNames,
  tallyOf,
  shownMoment,
  tasksOf,
  verdictOf,
  type PropertyOutcome,
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
const rowWidth = width - 2 * margin - 34;
/** Checks that are listed; the report has the rest. */
const mostRows = 8;

/** The sign of an outcome, drawn: no font has to have it. */
const sign = (x: number, y: number, radius: number, outcome: PropertyOutcome): string => {
  const { ink } = outcomeMarks[outcome];
  const stroke = `fill="none" stroke="#fff" stroke-width="${radius / 4}" stroke-linecap="round" stroke-linejoin="round"`;
  const r = radius * 0.42;
  const inside = {
    passed: `<path d="M${x - r} ${y}l${r * 0.75} ${r * 0.75}l${r * 1.3} ${-r * 1.5}" ${stroke}/>`,
    failed: `<path d="M${x - r} ${y - r}L${x + r} ${y + r}M${x + r} ${y - r}L${x - r} ${y + r}" ${stroke}/>`,
    "could-not-check": `<path d="M${x - r * 0.8} ${y - r * 0.5}a${r * 0.8} ${r * 0.8} 0 1 1 ${r * 1.3} ${r * 0.65}q${-r * 0.5} ${r * 0.3} ${-r * 0.5} ${r * 0.75}v0M${x} ${y + r * 1.35}v0" ${stroke}/>`,
    unasked: `<path d="M${x - r} ${y}h${2 * r}" ${stroke}/>`,
  };
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${ink}"/>${inside[outcome]}`;
};

const card = (
  { text }: TextPen,
  property: CheckProperty,
  index: number,
  { results: all, stage }: CheckReport,
): string => {
  const results = all.filter((one) => one.property === property);
  const tally = tallyOf(results);
  const outcome = outcomeOf(tally);
  const { ink, paper } = outcomeMarks[outcome];
  const x = margin + index * (cardWidth + gap);
  const middle = x + cardWidth / 2;
  const name = propertyNames[property];
  const question = propertyQuestions[stage][property];
  const centred = { anchor: "middle" as const };
  return [
    `<rect x="${x}" y="${cardTop}" width="${cardWidth}" height="${cardHeight}" rx="10" fill="${paper}" stroke="${ink}" stroke-width="1.5"/>`,
    sign(middle, cardTop + 44, 26, outcome),
    text(middle, cardTop + 102, name.zh, { size: 26, bold: true, ...centred }),
    text(middle, cardTop + 122, name.en, { size: 13, fill: "#555", ...centred }),
    text(middle, cardTop + 148, question.zh, { size: 15, ...centred }),
    text(middle, cardTop + 166, question.en, { size: 11.5, fill: "#555", ...centred }),
    text(middle, cardTop + 196, `${outcomeNames[outcome].zh} ${outcomeNames[outcome].en}`, {
      size: 15,
      bold: true,
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

const row = ({ text }: TextPen, { outcome, against, title, count, detail }: Task, index: number): string => {
  const y = listTop + 26 + index * rowHeight;
  const places = count > 1 ? { zh: `（共 ${count} 处）`, en: ` (${count} places)` } : { zh: "", en: "" };
  return [
    sign(margin + 12, y + 11, 11, outcome),
    text(margin + 34, y + 10, `${title.zh}${places.zh}`, {
      size: 15,
      bold: true,
      within: rowWidth - (against ? 110 : 0),
    }),
    text(margin + 34, y + 31, detail.zh, { size: 14, within: rowWidth }),
    text(margin + 34, y + 49, `${title.en}${places.en}: ${detail.en}`, { size: 11, fill: "#666", within: rowWidth }),
    against
      ? text(width - margin, y + 10, "必检 required", { size: 12, bold: true, fill: "#a6192e", anchor: "end" })
      : "",
  ].join("\n");
};

/**
 * The report as one picture: four properties with their outcomes, and what is to be done, in plain words of both languages. Its text
 * is drawn, so that it looks the same wherever no font has Chinese characters. `newPen`: makes the pen of one picture.
 */
export const reportPicture =
  (newPen: () => TextPen) =>
  (report: CheckReport): string => {
    const pen = newPen();
    const { text } = pen;
    const { archiveId, batchId, testedAt, totals, against, outcome, stage } = report;
    const open = tasksOf(report);
    const listed = open.slice(0, mostRows);
    const left = open.length - listed.length;
    const height = listTop + (listed.length === 0 ? 0 : 40 + listed.length * rowHeight) + 40;
    const { ink } = outcomeMarks[outcome];
    const verdict = verdictOf(report);
    const name = reportNames[stage];
    const counted = `${totals.items} 件 items · ${totals.pages} 页 pages`;
    const drawn = [
      text(margin, 52, name.zh, { size: 28, bold: true }),
      text(margin + pen.width(name.zh, 28) + 16, 52, name.en, { size: 16, fill: "#555" }),
      text(width - margin, 44, [archiveId, batchId ?? []].flat().join(" · "), { size: 15, anchor: "end", within: 280 }),
      text(width - margin, 64, `${counted} · ${shownMoment(testedAt)}`, { size: 12, fill: "#555", anchor: "end" }),
      sign(margin + 14, 96, 14, outcome),
      text(margin + 40, 98, verdict.zh, { size: 20, bold: true, fill: ink }),
      text(margin + 40, 118, verdict.en, { size: 12.5, fill: "#555" }),
      ...(against.length === 0
        ? []
        : [
            text(width - margin, 98, howToGoOn.zh, { size: 14, fill: "#a6192e", anchor: "end" }),
            text(width - margin, 117, howToGoOn.en, { size: 11, fill: "#666", anchor: "end" }),
          ]),
      ...checkProperty.options.map((property, index) => card(pen, property, index, report)),
      ...(listed.length === 0 ? [] : [text(margin, listTop, "要处理的事项 What to do", { size: 16, bold: true })]),
      ...listed.map((task, index) => row(pen, task, index)),
      ...(left === 0
        ? []
        : [
            text(margin + 34, height - 30, `另有 ${left} 项，见报告全文。 ${left} more in the report.`, {
              size: 12,
              fill: "#555",
            }),
          ]),
    ];
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
      `<title>${xmlText(`${name.zh} ${name.en}: ${archiveId} ${batchId ?? ""}`)}</title>`,
      pen.outlines(),
      `<rect width="${width}" height="${height}" fill="#fff"/>`,
      ...drawn,
      "</svg>",
    ]
      .filter((line) => line !== "")
      .join("\n");
  };
