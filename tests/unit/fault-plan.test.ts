import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readFaultPlan, type FaultPlan } from "../../local/faults/fault-plan.ts";
import { readFaultPlanFile } from "../../local/faults/fault-plan-file.ts";
import { HeldUpAtTheEnd, openFaults } from "../../local/faults/faults.ts";
import { readSettings } from "../../local/settings.ts";
import { isMeant } from "../../local/faults/place.ts";

const planOf = (seed: number, ...rules: readonly object[]): FaultPlan => {
  const read = readFaultPlan({ seed, rules });
  if (!read.ok) throw new Error(read.problem);
  return read.plan;
};

describe("a plan of faults", () => {
  it.each([
    [{ rules: [{ fault: "drop", chance: 0.1 }] }, "seed"],
    [{ seed: 1, rules: [] }, "rules"],
    [{ seed: 1, rules: [{ fault: "explode", chance: 0.1 }] }, "rules.0.fault"],
    [{ seed: 1, rules: [{ fault: "drop", chance: 2 }] }, "rules.0.chance"],
    [{ seed: 1, rules: [{ fault: "drop" }] }, "rules.0.chance"],
    [{ seed: 1, rules: [{ fault: "drop", chance: 0.1, nth: 1 }] }, "rules.0.chance"],
    [
      {
        seed: 1,
        rules: [
          { fault: "drop", chance: 0.1 },
          { fault: "delay", nth: 1 },
        ],
      },
      "rules.1.milliseconds",
    ],
    [{ seed: 1, rules: [{ fault: "crash", nth: 1, moment: "during" }] }, "rules.0.moment"],
    [{ seed: 1, rules: [{ fault: "throttle", chance: 0.1, where: { bucket: "x" } }] }, "rules.0.where.bucket"],
    [{ seed: 1, rules: [{ fault: "drop", chance: 0.1, where: { queue: "x" } }] }, "rules.0.where.queue"],
    [[], "plan"],
  ])("%j is refused, naming %s", (plan, field) => {
    expect(readFaultPlan(plan)).toEqual({ ok: false, problem: expect.stringContaining(`${field}: `) as string });
  });

  it.each([
    ["{", "not JSON"],
    ['{ "seed": 1 }', "rules: "],
  ])("in a file, such as %s, is refused, naming the file and what is wrong", async (text, problem) => {
    const folder = mkdtempSync(path.join(tmpdir(), "lantai-plan-"));
    try {
      const file = path.join(folder, "plan.json");
      writeFileSync(file, text);
      const told = await readFaultPlanFile(file).catch(String);
      expect(told).toContain(`${file}: `);
      expect(told).toContain(problem);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("means every place that fits all it names", () => {
    const place = { region: "cn-north-1", service: "sqs", queue: "lantai-ocr" };
    expect(isMeant({}, place)).toBe(true);
    expect(isMeant({ region: "cn-north-1", queue: "lantai-*" }, place)).toBe(true);
    expect(isMeant({ queue: "*-o*r" }, place)).toBe(true);
    expect(isMeant({ queue: "lantai" }, place)).toBe(false);
    expect(isMeant({ queue: "lantai-ocr*r" }, place)).toBe(false);
    expect(isMeant({ region: "cn-northwest-1", queue: "*" }, place)).toBe(false);
    expect(isMeant({ function: "*" }, place)).toBe(false);
  });

  it("is given as an example that can be used", async () => {
    const folder = path.resolve("docs/faults");
    const files = await readdir(folder);
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) expect((await readFaultPlanFile(path.join(folder, file))).rules).not.toEqual([]);
  });
});

describe("a plan that holds from the start", () => {
  it("is named by its file, and refused with the file's name and the field", async () => {
    expect(readSettings({}).faults).toBeUndefined();
    expect(readSettings({ LANTAI_FAULTS: "plan.json" }).faults).toBe(path.resolve("plan.json"));
    const folder = mkdtempSync(path.join(tmpdir(), "lantai-plan-"));
    try {
      const file = path.join(folder, "wrong.json");
      writeFileSync(file, JSON.stringify({ seed: 1, rules: [{ fault: "rot" }] }));
      await expect(readFaultPlanFile(file)).rejects.toThrow(`${file}: rules.0.chance: `);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("what a plan decides", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "lantai-plan-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const open = () => openFaults(path.join(folder, "faults.log"), () => Date.UTC(2026, 10, 26));
  const ocr = { region: "cn-north-1", service: "sqs", queue: "lantai-ocr" };
  const proof = { region: "cn-northwest-1", service: "sqs", queue: "lantai-proof" };
  const mixed = planOf(7, { fault: "delay", chance: 0.5, milliseconds: 1 }, { fault: "crash", chance: 0.5 });

  it("is the same for the same seed and sequence in a place, however places take turns", () => {
    const oneAfterTheOther = open();
    oneAfterTheOther.set(mixed);
    const first = Array.from({ length: 40 }, () => oneAfterTheOther.strike("delay", ocr) !== undefined);
    const then = Array.from({ length: 40 }, () => oneAfterTheOther.strike("delay", proof) !== undefined);
    const inTurns = open();
    inTurns.set(mixed);
    const turns = Array.from({ length: 40 }, () => ({
      proof: inTurns.strike("delay", proof) !== undefined,
      ocr: inTurns.strike("delay", ocr) !== undefined,
    }));
    expect(turns.map((turn) => turn.ocr)).toEqual(first);
    expect(turns.map((turn) => turn.proof)).toEqual(then);
    expect(first).not.toEqual(then);
    expect(new Set(first)).toEqual(new Set([true, false]));
  });

  it("begins anew when the plan is set again, and differs by seed", () => {
    const faults = open();
    const run = (plan: FaultPlan): (number | undefined)[] => {
      faults.set(plan);
      return Array.from({ length: 40 }, () => faults.strike("crash", ocr)?.pick(1_000));
    };
    const once = run(mixed);
    expect(run(mixed)).toEqual(once);
    expect(run({ ...mixed, seed: 8 })).not.toEqual(once);
  });

  it("comes from the nth time on, as often as said, counted in each place", () => {
    const faults = open();
    faults.set(planOf(1, { fault: "duplicate", nth: 3, times: 2 }, { fault: "drop", nth: 2 }));
    const struck = (fault: "duplicate" | "drop", place: typeof ocr): number[] =>
      [1, 2, 3, 4, 5, 6].filter(() => faults.strike(fault, place) !== undefined);
    expect(struck("duplicate", ocr)).toEqual([3, 4]);
    expect(struck("duplicate", proof)).toEqual([3, 4]);
    expect(struck("drop", ocr)).toEqual([2]);
    faults.set(planOf(1, { fault: "duplicate", chance: 1, times: 2 }));
    expect(struck("duplicate", ocr)).toEqual([1, 2]);
  });

  it("is written down line by line: the plan, each fault with rule, place and count, and the end", () => {
    const faults = open();
    const plan = planOf(1, { fault: "drop", nth: 2 });
    faults.set(plan);
    faults.strike("drop", ocr);
    faults.strike("drop", ocr);
    faults.clear();
    const time = "2026-11-26T00:00:00.000Z";
    const lines = readFileSync(path.join(folder, "faults.log"), "utf8").trim().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { time, plan },
      { time, rule: 1, fault: "drop", place: ocr, count: 2 },
      { time, plan: null },
    ]);
  });

  it("lets what is held up go on when the plan is taken away, and keeps it owed when the host ends", async () => {
    const faults = open();
    faults.set(mixed);
    const held = faults.pause(60_000);
    faults.clear();
    await held;
    const late = faults.pause(60_000);
    faults.close();
    await expect(late).rejects.toThrow(HeldUpAtTheEnd);
  });
});
