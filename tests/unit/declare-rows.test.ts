import { expect, test } from "vitest";
import { declareRows, type Said } from "../../functions/catalogue/declare-rows.ts";

const code = "Z109-WS·2011·Y·办公室-0001";
const archiveId = "440100";
const early = "2026-11-23T08:00:00.000Z";
const now = "2026-11-24T08:00:00.000Z";
const late = "2026-11-25T08:00:00.000Z";
const stands = (declared: string, at: string) => ({
  ...{ archiveId, archivalCode: code, declared, by: "service:catalogue", at },
});
const says = ({ classified = [], described = [] }: { classified?: string[]; described?: string[] }): Said => ({
  classified: classified.map((declared) => ({ archivalCode: code, declared })),
  described,
});
const declaredBy = (said: Said, before?: ReturnType<typeof stands>) => {
  const { moves, standing } = declareRows({ archiveId, receivedAt: now }, said, new Map([[code, before]]));
  return { now: moves.map(({ after }) => after.declared), held: standing.map(({ declared }) => declared) };
};

test.each([
  ["nothing was declared", undefined, { now: ["机密"], held: ["机密"] }],
  ["none was declared earlier", stands("无", early), { now: ["机密"], held: ["机密"] }],
  ["none was declared later", stands("无", late), { now: [], held: [] }],
  ["another row of this catalogue declared none", stands("无", now), { now: ["机密"], held: ["机密"] }],
  ["this very row was dealt with before", stands("机密", now), { now: [], held: ["机密"] }],
  ["another row of this catalogue declared it already", stands("秘密", now), { now: [], held: ["秘密"] }],
  ["it was declared earlier", stands("秘密", early), { now: ["机密"], held: ["机密"] }],
])("a row that declares a 密级 where %s", (_, before, expected) => {
  expect(declaredBy(says({ classified: ["机密"] }), before)).toEqual(expected);
});

test.each([
  ["nothing was declared", undefined, []],
  ["none was declared", stands("无", early), []],
  ["one was declared by this catalogue", stands("机密", now), []],
  ["one was declared later", stands("机密", late), []],
  ["one was declared earlier", stands("机密", early), ["无"]],
])("a row that declares none where %s", (_, before, now) => {
  expect(declaredBy(says({ described: [code] }), before)).toEqual({ now, held: [] });
});

test("of two rows of one catalogue, that which declares a 密级 holds, whichever comes first", () => {
  expect(declaredBy(says({ classified: ["机密", "绝密"], described: [code] }), stands("秘密", early))).toEqual({
    now: ["机密"],
    held: ["机密"],
  });
});
