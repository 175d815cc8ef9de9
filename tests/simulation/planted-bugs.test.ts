import { beforeAll, describe, expect, test } from "vitest";
import { plantedBugs } from "./planted-bugs.ts";
import { openSimulation, type Simulation } from "./simulation.ts";

/** Schedules within which each mistake must be noticed. */
const schedules = 60;

let simulation: Simulation;
beforeAll(async () => {
  simulation = await openSimulation();
});

describe("the simulation notices", () => {
  test.each(Object.entries(plantedBugs))("%s", { timeout: 600_000 }, async (name, parts) => {
    let found: readonly string[] = [];
    let seed = 0;
    while (found.length === 0 && seed < schedules) {
      seed += 1;
      found = (await simulation.run(seed, parts)).found;
    }
    console.info(`${name}: schedule ${seed}: ${found[0] ?? "nothing noticed"}`);
    expect(found).not.toEqual([]);
  });
});
