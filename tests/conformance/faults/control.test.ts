import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openClock } from "../../../local/clock.ts";
import { openPort, type OpenPort } from "../../../local/network/open-port.ts";
import { portalListener } from "../../../local/portal/portal-listener.ts";
import { endpointsAt, runIn } from "../../contract/cli-service.ts";
import { startTinyHost, type TinyHost } from "../../support/tiny-host.ts";

const plan = { seed: 3, rules: [{ fault: "drop", where: { service: "events" }, chance: 0.5 }] };

/** The machine's clock, which stands. */
const NOON = Date.UTC(2026, 10, 26, 12);

let tiny: TinyHost;
let portal: OpenPort;
beforeAll(async () => {
  tiny = await startTinyHost();
  portal = await openPort(0, "portal");
  const endpoints = endpointsAt(portal.url, portal.url);
  portal.serve(
    portalListener(
      portal.url,
      tiny.host,
      { ...endpoints, users: [] },
      openClock(tiny.home, () => NOON),
    ),
  );
  writeFileSync(path.join(tiny.home, "endpoints.json"), JSON.stringify(endpoints));
  writeFileSync(path.join(tiny.home, "plan.json"), JSON.stringify(plan));
});
afterEach(() => tiny.clear());
afterAll(async () => {
  await portal.close();
  await tiny.close();
});

const ask = async (method: string, body?: string, headers: Record<string, string> = {}) => {
  const init = { method, headers, ...(body === undefined ? {} : { body }) };
  const response = await fetch(`${portal.url}/local/faults`, init);
  return { status: response.status, body: await response.json() };
};
const logged = (): string => readFileSync(path.join(tiny.home, "faults.log"), "utf8").trim().split("\n").at(-1) ?? "";

describe("the portal's switch", () => {
  it("sets a plan, shows it, and takes it away, each written to the log", async () => {
    expect(await ask("GET")).toEqual({ status: 200, body: { plan: null } });
    expect(await ask("POST", JSON.stringify(plan))).toEqual({ status: 200, body: { plan } });
    expect(JSON.parse(logged())).toMatchObject({ plan });
    expect(await ask("GET")).toEqual({ status: 200, body: { plan } });
    expect(await ask("DELETE")).toEqual({ status: 200, body: { plan: null } });
    expect(JSON.parse(logged())).toMatchObject({ plan: null });
    expect(tiny.host.control.faults.plan()).toBeUndefined();
  });

  it("refuses a wrong plan, naming the field, and keeps the one before", async () => {
    await ask("POST", JSON.stringify(plan));
    const wrong = { seed: 3, rules: [{ fault: "drop", where: { queue: "lantai-ocr" }, chance: 0.5 }] };
    expect(await ask("POST", JSON.stringify(wrong))).toMatchObject({
      status: 400,
      body: { code: "request-invalid", detail: expect.stringContaining("rules.0.where.queue: ") as string },
    });
    expect(await ask("POST", "{")).toMatchObject({ status: 400, body: { detail: "plan: not JSON" } });
    expect(await ask("GET")).toEqual({ status: 200, body: { plan } });
  });

  it("outlives a client that goes away in the middle of its plan", async () => {
    await ask("POST", JSON.stringify(plan));
    const sending = request(`${portal.url}/local/faults`, { method: "POST", headers: { "content-length": 1000 } });
    const ended = new Promise((resolve) => sending.on("error", resolve));
    sending.write("{", () => sending.destroy(new Error("gone")));
    await ended;
    expect(await ask("GET")).toEqual({ status: 200, body: { plan } });
  });

  it("is not for pages of other sites", async () => {
    const foreign = await ask("POST", JSON.stringify(plan), { origin: "http://elsewhere.example" });
    expect(foreign.status).toBe(403);
    expect(tiny.host.control.faults.plan()).toBeUndefined();
  });
});

it("the portal does not know an address that is none", async () => {
  expect((await fetch(`${portal.url}//`)).status).toBe(404);
});

describe("the portal's clock", () => {
  const letPass = async (seconds: string) => {
    const response = await fetch(`${portal.url}/local/clock?seconds=${seconds}`, { method: "POST" });
    return { status: response.status, body: await response.json() };
  };

  it("is moved on by what is asked for, and by nothing else", async () => {
    expect(await letPass("600")).toEqual({ status: 200, body: { now: "2026-11-26T12:10:00.000Z" } });
    for (const wrong of ["-1", "0", "soon", "1e9", ""])
      expect(await letPass(wrong)).toMatchObject({ status: 400, body: { detail: "seconds: 1 to 86400" } });
    expect(await letPass("1")).toEqual({ status: 200, body: { now: "2026-11-26T12:10:01.000Z" } });
  });
});

describe("lantai faults", () => {
  const lantai = (...argv: string[]) => runIn(tiny.home, ["faults", ...argv]);

  it("sets the plan of a file, shows it, and takes it away", async () => {
    const set = await lantai("set", path.join(tiny.home, "plan.json"));
    expect(set).toMatchObject({ code: 0, out: expect.stringContaining("faults.log") as string });
    const shown = await lantai("show");
    expect([shown.code, JSON.parse(shown.out)]).toEqual([0, plan]);
    expect((await lantai("clear")).out).toContain("Nothing goes wrong any more");
    expect((await lantai("show")).out).toContain("There is no plan");
  });

  it("says what is wrong with a plan, and with a file that is not there", async () => {
    writeFileSync(path.join(tiny.home, "wrong.json"), JSON.stringify({ ...plan, seed: "three" }));
    const wrong = await lantai("set", path.join(tiny.home, "wrong.json"));
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("seed: ") as string });
    const missing = await lantai("set", path.join(tiny.home, "missing.json"));
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining("missing.json") as string });
  });

  it("explains itself in both languages", async () => {
    expect((await lantai("set", "--lang", "zh", "--help")).out).toContain("用法：");
    expect((await lantai("--help")).out).toContain("Usage:");
  });
});
