import { failed, type Check, type Finding } from "../check.ts";
import { remembered } from "../clauses.ts";
import { scanVolumes, totalBytes } from "../totals.ts";

/** 总件数、总字节数相符性: what the hand-over list promises in figures. What it leaves out is not compared. */
export const totals: Check = {
  id: "integrity.totals",
  property: "integrity",
  stages: ["transfer"],
  clause: remembered("总件数、总字节数与移交清册相符性检测", "total items and bytes match the hand-over list"),
  idle: ({ batch }) =>
    batch?.expected === undefined
      ? { zh: "移交清册没有写明数量。", en: "The hand-over list states no figures." }
      : undefined,
  *run({ batch, pages }) {
    const { items, pages: sides, volumes, bytes } = batch?.expected ?? {};
    const codes = new Set(pages.map(({ archivalCode }) => archivalCode));
    yield* differing("items", items, codes.size);
    yield* differing("pages", sides, pages.length);
    yield* differing("volumes", volumes, scanVolumes(codes));
    yield* differing("bytes", bytes, totalBytes(pages));
  },
};

function* differing(what: string, expected: number | undefined, came: number): Generator<Finding> {
  if (expected !== undefined && expected !== came) yield failed("total-differs", { facts: { what, expected, came } });
}
