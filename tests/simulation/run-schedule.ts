import { existsSync, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { script, type Deposit } from "./batch.ts";
import type { Deliverable } from "./deliverable.ts";
import { openDeposits } from "./deposits.ts";
import { endState, type EndState } from "./end-state.ts";
import { eventDeliveries } from "./event-deliveries.ts";
import { drawFaults, noFaults, type FaultKind } from "./faults.ts";
import { openInvariants } from "./invariants.ts";
import { recheckAll, redriveAll } from "./operators.ts";
import { productParts, type Parts } from "./parts.ts";
import { queueDeliveries } from "./queue-deliveries.ts";
import { openRot } from "./rot.ts";
import type { Clients } from "./region-clients.ts";
import { scheduleTicks } from "./schedule-ticks.ts";
import { seededChance } from "./seeded-chance.ts";
import type { SimulatedApp } from "./simulated-app.ts";
import { takeStep } from "./steps.ts";
import { streamDeliveries } from "./stream-deliveries.ts";
import { openWorld, type World } from "./world.ts";

export type Schedule = {
  readonly simulated: SimulatedApp;
  readonly clients: Clients;
  readonly batch: readonly Deposit[];
  readonly seed: number;
  /** Faults the schedule may have; none: everything is dealt with in the order in which it was sent. */
  readonly kinds: readonly FaultKind[];
  readonly parts?: Parts;
};

/** How a schedule ended: quiet, or with a promise broken on the way. */
export type ScheduleEnd = {
  readonly trace: readonly string[];
  readonly steps: number;
  readonly broken: readonly string[];
  readonly state: EndState | undefined;
};

/** Steps with faults after the last upload. */
const stepsWithFaults = 140;
/** More than any schedule takes that ends. */
const mostSteps = 1500;
const minute = 60_000;
/** When nothing happens for longer than the reconciler is patient, nor when each schedule then ticks, all is quiet. */
const quietMinutes = 11;

const memory = "/dev/shm";
const newFolder = (): string => mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), "lantai-simulation-"));

/** Lines that are cut and disks that fill up. */
const drawOutages = ({ chance, faults, outages, regions, now, trace }: World): void => {
  const until = (): number => now() + chance.between(1, 15) * minute;
  if (faults.hits("cut-region")) {
    const region = chance.pick([...regions.keys()]);
    outages.cut.set(region, until());
    trace(`${region} is cut off`);
  }
  if (faults.hits("full-disk")) {
    const place = `${chance.pick([...regions.keys()])}/${chance.pick(["s3", "dynamodb", "sqs", "es"])}`;
    outages.full.set(place, until());
    trace(`the disk of ${place} is full`);
  }
};

/** Runs one schedule from the first upload until nothing happens any more, looking after every step. */
export const runSchedule = async ({
  simulated,
  clients,
  batch,
  seed,
  kinds,
  parts = productParts,
}: Schedule): Promise<ScheduleEnd> => {
  const folder = newFolder();
  const chance = seededChance(seed);
  const faults = kinds.length === 0 ? noFaults : drawFaults(chance, kinds);
  const world = openWorld({ simulated, clients, folder, chance, faults, parts, script });
  try {
    return await live(world, batch, kinds.length === 0);
  } finally {
    await world.close();
    await rm(folder, { recursive: true, force: true });
  }
};

const live = async (world: World, batch: readonly Deposit[], oneByOne: boolean): Promise<ScheduleEnd> => {
  const { chance, faults, outages } = world;
  const deposits = openDeposits(world, batch);
  const rot = openRot(world);
  const [queues, streams, events, ticks] = [
    queueDeliveries(world),
    streamDeliveries(world),
    eventDeliveries(world),
    scheduleTicks(world),
  ];
  const invariants = openInvariants(world, deposits, rot);
  let steps = 0;

  const broken = async (): Promise<readonly string[]> => {
    steps += 1;
    return steps > mostSteps ? [`not quiet after ${mostSteps} steps`] : invariants.broken();
  };
  const ended = (wrong: readonly string[], state?: EndState): ScheduleEnd => ({
    trace: world.lines,
    steps,
    broken: wrong,
    state,
  });
  const all = (): Deliverable[] => [...events.ready(), ...streams.ready(), ...queues.look().ready, ...ticks.ready()];

  /** Goes on until nothing happens any more. */
  const becomeQuiet = async (): Promise<readonly string[]> => {
    let quietSince = world.now();
    for (;;) {
      const wrong = await broken();
      if (wrong.length > 0) return wrong;
      const { ready, hidden } = queues.look();
      const work = [...events.ready(), ...streams.ready(), ...ready];
      if (work.length > 0 || hidden) quietSince = world.now();
      const open = [...work, ...ticks.ready()];
      const missing = ticks.missingSince(quietSince + quietMinutes * minute);
      if (open.length > 0) await takeStep(world, open, all);
      else if (hidden) world.pass(minute);
      else if (world.now() - quietSince < quietMinutes * minute) world.pass(ticks.nextDue() - world.now());
      else if (missing !== undefined) world.pass(missing - world.now());
      else return [];
    }
  };

  const withFaults = async (): Promise<readonly string[]> => {
    for (let after = 0; deposits.left() > 0 || after < stepsWithFaults; after += deposits.left() > 0 ? 0 : 1) {
      drawOutages(world);
      if (faults.hits("rot")) await rot.strike();
      const ready = (): Deliverable[] => [...deposits.ready(), ...all()];
      const open = ready();
      if (open.length === 0 || chance.hits(0.1)) world.pass(chance.between(1, 120) * 1000);
      else await takeStep(world, open, ready);
      const wrong = await broken();
      if (wrong.length > 0) return wrong;
    }
    return [];
  };

  if (oneByOne)
    while (deposits.left() > 0) {
      await deposits.sendNext();
      const wrong = await becomeQuiet();
      if (wrong.length > 0) return ended(wrong);
    }
  else {
    const wrong = await withFaults();
    if (wrong.length > 0) return ended(wrong);
    faults.stop();
    outages.cut.clear();
    outages.full.clear();
    world.trace("from here on nothing goes wrong");
  }
  // A text that rotted before it was indexed fails its indexing, and is reminded of, until a recheck has found it: so one is
  // begun at once, as the alarms ask for, and another when all has arrived.
  for (const command of [recheckAll, recheckAll, redriveAll]) {
    await command(world);
    const wrong = await becomeQuiet();
    if (wrong.length > 0) return ended(wrong);
  }
  return ended([], await endState(world));
};
