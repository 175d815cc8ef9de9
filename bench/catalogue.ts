/**
 * Imports a catalogue on the running one-machine host: `node bench/catalogue.ts [--rows N] [--kills N] [--seed N]`, with the
 * host and its functions ended by SIGKILL so many times, at rows that the seed draws; says how many rows per second, how much
 * memory, and whether the end is what the file says, read row by row with no records at all. Prints markdown; how far it has
 * come goes to standard error.
 */
import { createHash } from "node:crypto";
import { createReadStream, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { intakeBucket } from "../clients/cli/intake-bucket.ts";
import { draw } from "../local/faults/chance.ts";
import { anonymousMegabytes } from "../local/lambda/process-memory.ts";
import { importsAnswer } from "../shared/contract/catalogue-routes.ts";
import { processesOf } from "../tests/support/processes-of.ts";
import { launchStack, type Launch, type Stack } from "../tests/support/stack.ts";
import { describedIn, expectedOf } from "./catalogue/described.ts";
import { writeCatalogue } from "./catalogue/synthetic-catalogue.ts";

const archiveId = "440100";
const region = "cn-north-1";
const batchId = "bench";

const digestOf = async (file: string): Promise<string> => {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
};

const upload = async ({ endpoints }: Stack, file: string): Promise<void> => {
  const { uploader } = endpoints.archives.find(({ id }) => id === archiveId)!;
  const { s3, buckets } = endpoints.regions[region]!;
  const bucket = intakeBucket({ s3, region, bucket: buckets.intake, uploader });
  const sha256 = await digestOf(file);
  const key = `${archiveId}/${batchId}/catalogue.csv`;
  const { signal } = new AbortController();
  await bucket.put({ key, path: file, bytes: statSync(file).size, sha256, signal, onBytes: () => undefined });
  bucket.close();
};

const standing = async (stack: Stack) => {
  const { body } = await stack.call(region, `/v1/batches/${archiveId}/${batchId}/imports`, `archivist-${archiveId}`);
  return importsAnswer.parse(body).imports[0];
};
type Standing = NonNullable<Awaited<ReturnType<typeof standing>>>;

/**
 * The most memory that any one process of the host has held for itself, and the host with all of them together; and what each
 * has had of a processor, which does not depend on what else the machine is doing.
 */
type Peak = { one: number; all: number; readonly processorSeconds: Map<number, number> };
const observe = (home: string, peak: Peak): void => {
  const processes = processesOf(home);
  for (const process of processes) peak.processorSeconds.set(process, processorSeconds(process));
  const held = processes.map(anonymousMegabytes);
  peak.one = Math.max(peak.one, ...held);
  peak.all = Math.max(
    peak.all,
    held.reduce((sum, megabytes) => sum + megabytes, 0),
  );
};

const ticksPerSecond = 100;

/** What a process has had of a processor until now (proc_pid_stat(5), utime and stime). */
const processorSeconds = (process: number): number => {
  try {
    const fields = readFileSync(`/proc/${process}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return 0;
  }
};

/** Looks at the import this often; each look is a call of a function. */
const lookEveryMs = 2000;
const tellEveryMs = 60_000;

/** Follows the import until it has ended, or has come past a row. */
const follow = async (home: string, stack: Stack, peak: Peak, pastRow = Infinity): Promise<Standing> => {
  for (let told = performance.now(); ;) {
    observe(home, peak);
    const stands = await standing(stack);
    if (stands?.endedAt !== undefined || (stands?.row ?? 0) >= pastRow) return stands!;
    if (performance.now() - told > tellEveryMs) {
      told = performance.now();
      console.error(
        `${new Date().toISOString()} row ${stands?.row ?? 0}, ${peak.one.toFixed(0)} MB, load ${loadavg()[0]?.toFixed(1)}`,
      );
    }
    await pause(lookEveryMs);
  }
};

/** The message of a function that was killed comes again after its time; until then the import is owed, and reminded of. */
const letTimePass = async ({ endpoints }: Stack): Promise<void> => {
  await fetch(`${endpoints.portal}/local/clock?seconds=${15 * 60}`, { method: "POST" });
};

/** `seconds` are those in which the host was up. */
type Run = { readonly seconds: number; readonly peak: Peak; readonly stands: Standing; readonly home: string };

const importOnce = async (file: string, killAt: readonly number[]): Promise<Run> => {
  const home = await mkdtemp(path.join(tmpdir(), "lantai-bench-"));
  const peak: Peak = { one: 0, all: 0, processorSeconds: new Map() };
  let launch: Launch = launchStack(home, { demoScans: false });
  let stack = await launch.ready;
  await upload(stack, file);
  let began = performance.now();
  let seconds = 0;
  for (const row of killAt) {
    const { row: at } = await follow(home, stack, peak, row);
    await launch.kill("group");
    seconds += (performance.now() - began) / 1000;
    console.error(`${new Date().toISOString()} killed behind row ${at}`);
    launch = launchStack(home, { demoScans: false });
    stack = await launch.ready;
    began = performance.now();
    await letTimePass(stack);
  }
  const stands = await follow(home, stack, peak);
  seconds += (performance.now() - began) / 1000;
  await stack.stop();
  return { seconds, peak, stands, home };
};

export const run = async (rows: number, kills: number, seed: number): Promise<void> => {
  const folder = await mkdtemp(path.join(tmpdir(), "lantai-bench-"));
  const file = path.join(folder, "catalogue.csv");
  const bytes = await writeCatalogue(file, rows);
  const killAt = Array.from({ length: kills }, (_, at) => Math.floor(draw(seed, "kill", at) * rows)).sort(
    (a, b) => a - b,
  );
  console.log(`${rows} rows, ${Math.round(bytes / 1024 ** 2)} MiB of CSV, killed ${kills} times\n`);
  const { seconds, peak, stands, home } = await importOnce(file, killAt);
  const { row, counts } = stands;
  const processor = [...peak.processorSeconds.values()].reduce((sum, had) => sum + had, 0);
  console.log("| s | rows/s | processor s | peak MB, one process | all of them | added | refused |");
  console.log("|---|---|---|---|---|---|---|");
  console.log(
    `| ${seconds.toFixed(0)} | ${(row / seconds).toFixed(0)} | ${processor.toFixed(0)} | ${peak.one.toFixed(0)} | ${peak.all.toFixed(0)} | ${counts.added} | ${counts.refused} |\n`,
  );
  const [is, expected] = [describedIn(home, region), await expectedOf(file, archiveId)];
  console.log(`records: ${JSON.stringify(is)}`);
  console.log(`the file: ${JSON.stringify(expected)}`);
  console.log(isDeepStrictEqual(is, expected) ? "identical" : "DIFFERENT");
  await rm(home, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
};

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      rows: { type: "string", default: "20000" },
      kills: { type: "string", default: "0" },
      seed: { type: "string", default: "1" },
    },
  });
  await run(Number(values.rows), Number(values.kills), Number(values.seed));
}
