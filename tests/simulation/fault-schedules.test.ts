import { beforeAll, describe, expect, test } from "vitest";
import { openSimulation, report, type Simulation } from "./simulation.ts";

const firstSeed = Number(process.env["LANTAI_SEED"] ?? 1);
const schedules = Number(process.env["LANTAI_SCHEDULES"] ?? 60);

let simulation: Simulation;
beforeAll(async () => {
  simulation = await openSimulation();
});

describe("a batch in two regions", () => {
  test("becomes safe, and is found, when nothing goes wrong", () => {
    const { broken, state } = simulation.faultFree;
    expect(broken).toEqual([]);
    expect(state).toMatchObject({
      "cn-north-1": { owed: 0, counts: { "440100#BATCH#b1": { received: 6, pages: 2, safe: 2, refused: 1 } } },
      "cn-northwest-1": { owed: 0, counts: { "640100#BATCH#b2": { received: 3, pages: 2, safe: 2, refused: 1 } } },
    });
  });

  test("goes the same way again under the same seed", async () => {
    const [first, second] = [await simulation.run(firstSeed), await simulation.run(firstSeed)];
    expect(second.end.trace).toEqual(first.end.trace);
  });

  test(
    `ends as it does without faults, whatever goes wrong: seeds ${firstSeed} to ${firstSeed + schedules - 1}`,
    { timeout: 60_000 + schedules * 20_000 },
    async () => {
      for (let seed = firstSeed; seed < firstSeed + schedules; seed += 1) {
        const finding = await simulation.run(seed);
        if (finding.found.length > 0) throw new Error(report(finding));
      }
    },
  );
});
