import { join } from "node:path";
import type { FunctionName } from "../../shared/contract/env.ts";
import { scriptedEngine, type Script } from "../support/scripted-engine.ts";
import { isWrite, judgeCalls, type Outages } from "./call-faults.ts";
import type { Faults } from "./faults.ts";
import { ask } from "./in-process-request.ts";
import type { Parts } from "./parts.ts";
import type { Call, Clients, Line } from "./region-clients.ts";
import { openRegionServices, type RegionServices } from "./region-services.ts";
import type { Chance } from "./seeded-chance.ts";
import { environmentOf, type SimulatedApp } from "./simulated-app.ts";
import { openTurns } from "./turns.ts";
import { openWorker, type Worker } from "./workers.ts";

export type WorldOptions = {
  readonly simulated: SimulatedApp;
  readonly clients: Clients;
  /** Everything the world keeps lies here. */
  readonly folder: string;
  readonly chance: Chance;
  readonly faults: Faults;
  readonly parts: Parts;
  readonly script: ReadonlyMap<number, Script>;
};

export const simulationStart = Date.UTC(2026, 10, 23, 8);

/** A message that SQS took, but shows late. */
const shownLate = (call: Call, seconds: number): Call => {
  const message = JSON.parse(call.request.body.toString("utf8")) as Record<string, unknown>;
  const body = Buffer.from(JSON.stringify({ ...message, DelaySeconds: seconds }));
  const headers = { ...call.request.headers, "content-length": String(body.length) };
  return { ...call, request: { ...call.request, headers, body } };
};

/** All regions of a deployment with their services, functions and time, in which nothing happens by itself. */
export const openWorld = ({ simulated, clients, folder, chance, faults, parts, script }: WorldOptions) => {
  let time = simulationStart;
  const now = (): number => time;
  const lines: string[] = [];
  const aliases = new Map<string, string>();
  const trace = (text: string): void => void lines.push(`${new Date(time).toISOString().slice(11, 23)} ${text}`);
  const regions = new Map(
    simulated.app.regions.map((region) => [region, openRegionServices(simulated, region, folder, now)]),
  );
  const servicesOf = (region: string): RegionServices => {
    const found = regions.get(region);
    if (found === undefined) throw new Error(`no region ${region}`);
    return found;
  };
  const { ARCHIVES: archives } = environmentOf(simulated, [...regions.keys()][0] ?? "", "intake/receive-object");
  const outages: Outages = { cut: new Map(), full: new Map() };
  const judge = judgeCalls(faults, outages, chance);
  /** Services (`<region>/<service>`) that were written to since somebody last looked. */
  const touched = new Set<string>();

  const through: Line = (call) => {
    time += 1;
    if (isWrite(call)) touched.add(`${call.to}/${call.service}`);
    const late = call.operation === "SendMessage" && faults.hits("late-message");
    const arriving = late ? shownLate(call, chance.between(1, 300)) : call;
    if (late) trace(`  a message from ${call.from} to ${call.to} is shown late`);
    const principalArn = `arn:aws-cn:sts::${simulated.app.accountId}:assumed-role/simulated/${call.from}`;
    const caller = { accessKeyId: call.from, principalArn, region: call.from };
    return ask(servicesOf(call.to).service(call.service), arriving.request, caller);
  };
  const turns = openTurns(through);
  clients.connect(turns.line);

  const engine = scriptedEngine(script);
  const idle = new Map<string, Worker[]>();
  let opened = 0;
  const note = (message: unknown, ...more: unknown[]): void => {
    const about = more.map((extra) => (extra instanceof Error ? extra.message : JSON.stringify(extra, asText)));
    trace(`    ${String(message)} ${about.join(" ")}`);
  };
  const logger = { info: note, warn: note, error: note };

  return {
    simulated,
    now,
    trace,
    lines,
    regions,
    servicesOf,
    clientsOf: clients.of,
    outages,
    touched,
    turns,
    chance,
    faults,
    /** The home region of an archive; `undefined` when nobody knows it. */
    homeOf: (archiveId: string): string | undefined => archives[archiveId]?.home,
    judge: (call: Call) => judge(call, time),
    /** A short name of something that got one by chance, the same in every run of a schedule. */
    aliasOf: (id: string): string => {
      const alias = aliases.get(id) ?? `m${aliases.size + 1}`;
      aliases.set(id, alias);
      return alias;
    },
    pass: (milliseconds: number): void => void (time += milliseconds),

    /** A function of a region that stands ready, or a new one. */
    borrow: (region: string, name: FunctionName): Worker =>
      idle.get(`${region} ${name}`)?.pop() ??
      openWorker(name, {
        simulated,
        region,
        clients: clients.of(region),
        parts,
        clock: () => new Date(time),
        engine,
        folder: join(folder, region, `function-${(opened += 1)}`),
        logger,
      }),
    /** What crashed is not given back. */
    giveBack: (region: string, name: FunctionName, worker: Worker): void => {
      const key = `${region} ${name}`;
      idle.set(key, [...(idle.get(key) ?? []), worker]);
    },

    close: async (): Promise<void> => {
      for (const region of regions.values()) await region.close();
    },
  };
};
export type World = ReturnType<typeof openWorld>;

/** Errors say what is wrong, also inside what is logged. */
const asText = (_: string, value: unknown): unknown => (value instanceof Error ? value.message : value);
