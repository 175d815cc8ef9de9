import { expect, test } from "vitest";
import { certificatePage } from "../../functions/retention/certificate-page.ts";
import { certificateLine } from "../../shared/domain/destruction-certificate.ts";
import { destructionList } from "../../shared/domain/destruction-list.ts";

const at = "2026-11-23T08:00:00.000Z";
const list = destructionList.parse({
  ...{ archiveId: "440100", listId: "2026-01", title: "<b>到期</b>档案", state: "carrying-out", items: 2, writes: 5 },
  steps: [{ to: "drafted", actor: "甲 & 乙", at, reason: '"鉴定"' }],
  supervisors: ["张三", "李四"],
  progress: { destroyed: 1, erased: 1, spared: 1 },
});
const common = { ground: "期满", opinion: "无价值", retention: { kind: "years", years: 10 }, dueOn: "2022-01-01" };
const lines = [
  { archivalCode: "Z109-1", title: "<script>", outcome: { is: "destroyed", at, shared: ["a".repeat(64)] } },
  { archivalCode: "Z109-2", title: "值班", outcome: { is: "spared", at, bar: "frozen" } },
].map((one) => certificateLine.parse({ ...common, ...one, pages: [] }));

test("the page for people says what became of each item, who took part, and holds no markup but its own", () => {
  const page = certificatePage(list, lines, at);
  expect(certificatePage(list, lines, at)).toBe(page);
  for (const told of ["Z109-1", "Z109-2", "张三", "李四", "已冻结", "保留"]) expect(page).toContain(told);
  expect(page).not.toMatch(/<script>|<b>|甲 & 乙/);
  expect(page).not.toMatch(/src=|href=|url\(/);
});
