import { smallBatch } from "./batch.ts";
import { faultKinds, faultsNotYetSurvived } from "./faults.ts";
import type { Parts } from "./parts.ts";
import { openClients } from "./region-clients.ts";
import { differences } from "./difference.ts";
import { runSchedule, type ScheduleEnd } from "./run-schedule.ts";
import { synthesizeApp } from "./simulated-app.ts";

/** What a schedule showed: nothing when it ended as it does without faults, and no promise was broken on the way. */
export type Finding = { readonly seed: number; readonly end: ScheduleEnd; readonly found: readonly string[] };

/** The small batch in the app as it is synthesized, and how it ends when nothing goes wrong. */
export const openSimulation = async () => {
  const simulated = synthesizeApp();
  const shared = { simulated, clients: openClients(simulated.app.regions), batch: await smallBatch() };
  const faultFree = await runSchedule({ ...shared, seed: 0, kinds: [] });
  const kinds = faultKinds.filter((kind) => !faultsNotYetSurvived.includes(kind));
  return {
    faultFree,
    /** Runs the schedule of a seed, over the product's parts or with a mistake among them. */
    run: async (seed: number, parts?: Parts): Promise<Finding> => {
      const end = await runSchedule({ ...shared, seed, kinds, ...(parts === undefined ? {} : { parts }) });
      return { seed, end, found: end.state === undefined ? end.broken : differences(faultFree.state, end.state) };
    },
  };
};
export type Simulation = Awaited<ReturnType<typeof openSimulation>>;

/** Everything somebody needs who wants to know why a schedule failed. */
export const report = ({ seed, end, found }: Finding): string =>
  [
    `Seed ${seed} does not end as it does without faults (${end.steps} steps).`,
    `Again: LANTAI_SEED=${seed} LANTAI_SCHEDULES=1 npx vitest run tests/simulation/fault-schedules.test.ts`,
    "",
    ...found,
    "",
    "What happened:",
    ...end.trace,
  ].join("\n");
