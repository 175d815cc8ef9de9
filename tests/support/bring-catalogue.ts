import type { Cells } from "./cell.ts";
import { ARCHIVE } from "./cell.ts";
import { goodRow } from "./catalogue-row.ts";

const header = [...Object.keys(goodRow), "密级", "档案种类", "男方姓名", "女方姓名", "男方身份证号"];

/** A line of a catalogue: a good one, but for the cells given. */
export const lineOf = (cells: Readonly<Record<string, string>>): string => {
  const all: Record<string, string> = { ...goodRow, ...cells };
  return header.map((name) => all[name] ?? "").join(",");
};

/** A catalogue file of these lines. */
export const csvOf = (...lines: string[]): Buffer => Buffer.from([header.join(","), ...lines, ""].join("\r\n"));

/** Uploads a catalogue and lets intake deal with it. @returns the import that is owed. */
export const bringCatalogue = async (
  { home }: Cells,
  bytes: Uint8Array,
  { batchId = "b1", file = "catalogue.csv" }: { readonly batchId?: string; readonly file?: string } = {},
) => {
  const arrived = await home.upload(`${ARCHIVE}/${batchId}/${file}`, bytes);
  await home.receive(arrived);
  const said = (await home.history()).findLast(({ type }) => type === "catalogue-received");
  if (said?.type !== "catalogue-received") throw new Error("no catalogue was received");
  return { archiveId: ARCHIVE, batchId, importId: said.importId };
};
