import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { peopleQuestion } from "../../shared/contract/people.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { ARCHIVE, clerkOf, openCells, type Cells } from "../support/cell.ts";
import { RECORDS_TABLE } from "../support/cloud.ts";
import { goodRow } from "../support/catalogue-row.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const number = "11010519491231002X";
const batchId = "b1";
const clerk: Viewer = { principal: "window-440100", archiveId: ARCHIVE, roles: ["window-clerk"] };
const archivist = clerkOf(ARCHIVE);
const header = [...Object.keys(goodRow), "档案种类", "男方姓名", "女方姓名", "男方身份证号"];
const codeOf = (item: number) => `Z109-WS·2011·Y·办公室-${String(item).padStart(4, "0")}`;
const rowOf = (item: number, more: Readonly<Record<string, string>> = {}): string => {
  const marriage = { 档案种类: "婚姻", 男方姓名: "张三", 女方姓名: "阿依古丽·买买提", 男方身份证号: number };
  const cells: Record<string, string> = { ...goodRow, ...marriage, 档号: codeOf(item), 题名: `第${item}件`, ...more };
  return header.map((name) => cells[name] ?? "").join(",");
};

let cells: Cells;
beforeEach(async () => {
  cells = await openCells();
});
afterEach(() => cells.close());

const bring = async (rows: readonly string[], file = "catalogue.csv") => {
  cells.pass(5);
  const bytes = Buffer.from([header.join(","), ...rows, ""].join("\r\n"));
  await cells.home.receive(await cells.home.upload(`${ARCHIVE}/${batchId}/${file}`, bytes));
  const said = (await cells.home.history()).findLast(({ type }) => type === "catalogue-received");
  if (said?.type !== "catalogue-received") throw new Error("no catalogue was received");
  await cells.home.importCatalogue({ archiveId: ARCHIVE, batchId, importId: said.importId });
};
const find = (of: { readonly name?: string; readonly identityNumber?: string }, viewer = clerk, more = {}) =>
  cells.home.findPeople(
    { archiveId: ARCHIVE, ...peopleQuestion.parse({ reason: "本人查询", ...of, ...more }) },
    viewer,
  );
const codesOf = async (of: Parameters<typeof find>[0]) =>
  (await find(of)).units.map(({ archivalCode }) => archivalCode);

test("a person is found by name or number in any spelling, and shown masked", async () => {
  await bring([rowOf(1), rowOf(2, { 男方姓名: "李四", 男方身份证号: "110105491231002" })]);
  expect(await codesOf({ name: " 张 三" })).toEqual([codeOf(1)]);
  expect(await codesOf({ name: "阿依古丽•买买提" })).toEqual([codeOf(1), codeOf(2)]);
  const fifteenDigits = await find({ identityNumber: "１１０１０５ 49123 1002" });
  expect(fifteenDigits.units.map(({ archivalCode }) => archivalCode)).toEqual([codeOf(1), codeOf(2)]);
  expect(fifteenDigits.units[0]).toMatchObject({
    title: "第1件",
    kind: "marriage",
    fields: [{ name: "husbandIdentityNumber", value: "110105********002X" }],
  });
  expect(await codesOf({ name: "王五" })).toEqual([]);
});

test("the list goes on behind a cursor", async () => {
  await bring([rowOf(1), rowOf(2), rowOf(3)]);
  const first = await find({ name: "张三" }, clerk, { limit: 2 });
  const rest = await find({ name: "张三" }, clerk, { limit: 2, cursor: first.cursor });
  expect([first.units.length, rest.units.map(({ archivalCode }) => archivalCode)]).toEqual([2, [codeOf(3)]]);
});

test("a number stands nowhere in clear, and is opened by the archive's key alone, where it belongs", async () => {
  await bring([rowOf(1)]);
  await find({ identityNumber: number }, clerk, { reason: `查 ${number}` });
  const { Items = [] } = await cells.home.documents.send(new ScanCommand({ TableName: RECORDS_TABLE }));
  const told = JSON.stringify([Items, await cells.home.history()]);
  expect(told).not.toContain(number);
  expect(told).not.toContain(number.slice(6, 14));
  const unit = { archiveId: ARCHIVE, level: "item", archivalCode: codeOf(1) } as const;
  const kept = (await cells.home.catalogues.description(unit))?.people?.find(({ sealed }) => sealed !== undefined);
  const key = await cells.home.people.of(ARCHIVE);
  expect(key.open(kept?.sealed ?? "", unit, "husbandIdentityNumber")).toBe(number);
  expect(() => key.open(kept?.sealed ?? "", { ...unit, archivalCode: codeOf(2) }, "husbandIdentityNumber")).toThrow();
  expect(() => key.open(kept?.sealed ?? "", unit, "wifeIdentityNumber")).toThrow();
});

test("two numbers that are masked alike are two, and who is no longer named is not found", async () => {
  await bring([rowOf(1)]);
  const other = "11010519500101002X";
  await bring([rowOf(1, { 男方身份证号: other, 男方姓名: "李四" })], "catalogue-2.csv");
  expect(await codesOf({ identityNumber: other })).toEqual([codeOf(1)]);
  expect(await codesOf({ identityNumber: number })).toEqual([]);
  expect(await codesOf({ name: "张三" })).toEqual([]);
});

test("who asked, by what and why is kept, not for whom; nothing is answered otherwise", async () => {
  await bring([rowOf(1)]);
  await find({ name: "张三" });
  const told = (await cells.home.history()).at(-1);
  expect(told).toMatchObject({
    type: "people-searched",
    actor: clerk.principal,
    by: "name",
    reason: "本人查询",
    found: 1,
  });
  expect(JSON.stringify(told)).not.toContain("张三");
  expect(peopleQuestion.safeParse({ name: "张三" }).success).toBe(false);
  expect(peopleQuestion.safeParse({ name: "张三", identityNumber: number, reason: "x" }).success).toBe(false);
});

test.each<[string, Viewer]>([
  ["another archive", { ...clerk, archiveId: "640100" }],
  ["no archive", { ...clerk, archiveId: undefined }],
  ["a vendor", { ...clerk, roles: ["window-clerk", "vendor"] }],
  ["an uploader", { ...clerk, roles: ["uploader"] }],
])("%s finds nobody", async (_, viewer) => {
  await expect(find({ name: "张三" }, viewer)).rejects.toMatchObject({ code: "not-allowed" });
});

test("what is no number is refused without being repeated", async () => {
  const refusal = await find({ identityNumber: "110105194912310" + "0" }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: "person-invalid" });
  expect(JSON.stringify(refusal)).not.toContain("110105");
});

test("a registration backup is not found by whom it names, nor is what its giver forbids to consult", async () => {
  const from = { name: "市民政局" };
  const terms = { archiveId: ARCHIVE, batchId, from, restrictions: [], reason: "登记备份" };
  await cells.home.openBatch({ ...terms, accessionType: "registration-backup" }, archivist);
  await bring([rowOf(1)]);
  expect(await codesOf({ name: "张三" })).toEqual([]);
});

test("an item whose pages may be opened is found with them", async () => {
  await bring([rowOf(1)]);
  await cells.home.receive(
    await cells.home.upload(`${ARCHIVE}/${batchId}/${codeOf(1)}/001.png`, await shadedPage(1, 50)),
  );
  expect(await codesOf({ name: "张三" })).toEqual([codeOf(1)]);
});

test("an archive of which nobody is kept answers with nobody", async () => {
  expect(await codesOf({ name: "张三" })).toEqual([]);
});
