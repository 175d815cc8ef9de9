import type { Begun, Deliverable } from "./deliverable.ts";
import { functionNamed } from "./simulated-app.ts";
import type { World } from "./world.ts";

/** The functions that schedules start. Ticks that were missed are made up by one. */
export const scheduleTicks = (world: World) => {
  const schedules = [...world.regions.values()].flatMap(({ region, events }) =>
    events.ticking.map(({ targetArn, next }) => ({
      region,
      name: functionNamed(targetArn),
      next,
      due: next(world.now()),
      last: world.now(),
    })),
  );
  type Schedule = (typeof schedules)[number];

  const begin = (schedule: Schedule): Begun => {
    const { region, name } = schedule;
    schedule.due = schedule.next(world.now());
    schedule.last = world.now();
    const worker = world.borrow(region, name);
    if (worker.kind !== "schedule") throw new Error(`${name} does not work on a schedule`);
    return {
      label: `${region} ${name} ticks`,
      spared: false,
      tasks: [worker.work],
      end: (end) => end === "crashed" || world.giveBack(region, name, worker),
    };
  };

  return {
    ready: (): Deliverable[] =>
      schedules
        .filter(({ due }) => due <= world.now())
        .map((schedule) => ({ kind: "invocation", begin: () => begin(schedule) })),
    nextDue: (): number => Math.min(...schedules.map(({ due }) => due)),
    /** When the first is due of those that have not ticked since a moment; `undefined` when all have. */
    missingSince: (moment: number): number | undefined => {
      const missing = schedules.filter(({ last }) => last < moment).map(({ due }) => due);
      return missing.length === 0 ? undefined : Math.min(...missing);
    },
  };
};
export type ScheduleTicks = ReturnType<typeof scheduleTicks>;
