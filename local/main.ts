import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openClock } from "./clock.ts";
import { deployedArchives } from "./deployed-archives.ts";
import { endpointsOf, writeEndpoints, type Endpoints } from "./endpoints-file.ts";
import { demoPeople } from "./demo/people.ts";
import { demoProgress, depositDemo } from "./demo/deposit-demo.ts";
import { readFaultPlanFile } from "./faults/fault-plan-file.ts";
import { startHost } from "./host.ts";
import { openPort } from "./network/open-port.ts";
import { claimHome } from "./one-at-a-time.ts";
import { portalListener } from "./portal/portal-listener.ts";
import { readSettings, type Settings } from "./settings.ts";
import { synthesize } from "./synthesize.ts";
import { textractServices } from "./aws/textract/textract-service.ts";

const checkout = path.resolve(import.meta.dirname, "..");
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The ready line does not wait longer than this for the demo's scans; they go on being read behind it. */
const demoPatienceMs = 40_000;

/** What has to be undone at the end, the last first. */
type Closers = (() => Promise<void>)[];

const closeAll = async (closers: Closers): Promise<void> => {
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
};

/** Starts everything, noting on the way how it is ended. @returns the portal's address. */
const start = async (settings: Settings, closers: Closers): Promise<string> => {
  const faults = settings.faults === undefined ? undefined : await readFaultPlanFile(settings.faults);
  const release = claimHome(settings.home);
  closers.push(() => Promise.resolve(release()));
  say("正在合成 CDK 应用… / Synthesizing the CDK app…");
  const assembly = await synthesize(checkout, settings.home, settings.deployment);
  const archives = deployedArchives(assembly);
  const people = demoPeople(Object.keys(archives));
  const portal = await openPort(settings.firstPort, "portal");
  closers.push(portal.close);
  say("正在启动各区域… / Starting the regions…");
  const clock = openClock(path.join(settings.home, "network"), Date.now);
  const host = await startHost({
    now: clock.now,
    assembly,
    home: settings.home,
    firstPort: settings.firstPort,
    users: people,
    parameters: ({ issuer }) => ({ IssuerUrl: issuer, ClamdAddress: settings.clamd ?? "" }),
    redirectUris: [`${portal.url}/`, `${portal.url}/signed-in`],
    log: say,
    moreServices: textractServices(path.join(checkout, "node_modules", "@gutenye", "ocr-models", "assets")),
  });
  closers.push(host.close);
  if (faults !== undefined) host.control.faults.set(faults);
  const endpoints = endpointsOf(portal.url, host, archives, people);
  portal.serve(portalListener(portal.url, host, endpoints, clock));
  writeEndpoints(settings.home, endpoints);
  if (settings.demoScans) await showDemo(settings.home, endpoints);
  return portal.url;
};

/** Deposits the demo's scans and shows how they become safe. */
const showDemo = async (home: string, endpoints: Endpoints): Promise<void> => {
  await depositDemo(home, endpoints);
  const until = Date.now() + demoPatienceMs;
  let shown = -1;
  for (;;) {
    const { safe, of } = await demoProgress(endpoints);
    if (safe !== shown) say(`示例扫描件已安全 ${safe} / ${of} / demo scans safe: ${safe} of ${of}`);
    shown = safe;
    if (safe >= of || Date.now() > until) return;
    await pause(500);
  }
};

const main = async (): Promise<void> => {
  const closers: Closers = [];
  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    stopping ??= closeAll(closers).finally(() => process.exit(0));
  };
  // From the first moment: a start that is interrupted ends as cleanly as one that is done.
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    const portal = await start(readSettings(process.env), closers);
    say(`Lantai is ready: ${portal}`);
  } catch (error) {
    if (stopping !== undefined) return;
    await closeAll(closers);
    throw error;
  }
};

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
