import { explainBar } from "../../shared/domain/destruction-bars.ts";
import type { CertificateLine } from "../../shared/domain/destruction-certificate.ts";
import type { DestructionList } from "../../shared/domain/destruction-list.ts";
import { nameOfRetention } from "../../shared/domain/retention-period.ts";
import type { Sentence } from "../../shared/domain/sentence.ts";

/** What stands in a record is text, whatever is written in it. */
const text = (of: string): string => of.replaceAll(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`);

const parts: Readonly<Record<DestructionList["steps"][number]["to"], Sentence>> = {
  drafted: { zh: "起草", en: "drafted" },
  reviewed: { zh: "初审", en: "reviewed" },
  approved: { zh: "审定", en: "approved" },
  withdrawn: { zh: "撤回", en: "withdrawn" },
  ordered: { zh: "销毁", en: "ordered" },
};

const becameOf = ({ outcome }: CertificateLine): string => {
  if (outcome === undefined) return "";
  if (outcome.is === "spared") {
    const why = explainBar(outcome.bar);
    return `未销毁 spared：${why.zh} ${why.en}`;
  }
  const shared = outcome.shared?.length ?? 0;
  const stays =
    shared === 0 ? "" : `；${shared} 个文件为他件共有，保留 ${shared} files stay: another item has them too`;
  return `已销毁 destroyed ${outcome.at}${stays}`;
};

const row = (cells: readonly string[], tag: "td" | "th"): string =>
  `<tr>${cells.map((cell) => `<${tag}>${text(cell)}</${tag}>`).join("")}</tr>`;

const style =
  "body{font:12px serif;margin:2em}table{border-collapse:collapse;width:100%}td,th{border:1px solid #888;padding:3px;text-align:left;vertical-align:top;overflow-wrap:anywhere}@page{size:A4 landscape}tr{break-inside:avoid}";

/** The certificate as a page for people, to be printed: the same list makes the same bytes. It loads nothing. */
export const certificatePage = (list: DestructionList, lines: readonly CertificateLine[], at: string): string => {
  const { archiveId, listId, title, steps, supervisors = [], progress } = list;
  const persons = steps.map(({ to, actor, at: when, reason }) => [
    `${parts[to].zh} ${parts[to].en}`,
    actor,
    when,
    reason,
  ]);
  const items = lines.map((line, index) => [
    String(index + 1),
    line.archivalCode,
    line.title,
    nameOfRetention(line.retention).zh,
    line.dueOn,
    line.ground,
    line.opinion,
    String(line.pages.length),
    becameOf(line),
  ]);
  const heads = ["序号", "档号", "题名", "保管期限", "到期", "销毁依据", "鉴定意见", "页（含旧版）", "结果"];
  return [
    `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${text(`销毁清册 ${archiveId} ${listId}`)}</title>`,
    `<style>${style}</style></head><body>`,
    `<h1>销毁清册 Certificate of destruction</h1>`,
    `<p>${text(`${archiveId} · ${listId} · ${title}`)}<br>${text(at)}</p>`,
    `<p>${text(`已销毁 destroyed ${progress?.destroyed ?? 0} 件 items · 未销毁 spared ${progress?.spared ?? 0} 件 items`)}</p>`,
    `<table>${persons.map((cells) => row(cells, "td")).join("")}`,
    `${supervisors.map((name) => row(["监销人 supervisor", name, "", "签名 signature ＿＿＿＿＿＿"], "td")).join("")}</table>`,
    `<h2>档案 Items</h2><table>${row(heads, "th")}${items.map((cells) => row(cells, "td")).join("")}</table>`,
    `<p>签名另存为 JWS，不是电子印章。Signed as a JWS beside this page; it is no electronic seal.</p></body></html>\n`,
  ].join("\n");
};
