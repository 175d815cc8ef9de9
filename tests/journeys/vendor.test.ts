import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DomainEvent } from "../../events/domain-event.ts";
import { batchAnswer } from "../../shared/contract/batch-routes.ts";
import { routes } from "../../shared/contract/routes.ts";
import { permitAnswer } from "../../shared/contract/vendor.ts";
import { runIn } from "../contract/cli-service.ts";
import { historyOnDisk } from "../support/history-on-disk.ts";
import { eventually } from "../support/eventually.ts";
import { shadedPage } from "../support/shaded-scans.ts";
import { startStack, type Stack } from "../support/stack.ts";

const archiveId = "440100";
const region = "cn-north-1";
const otherRegion = "cn-northwest-1";
const batchId = "2026-vendor";
const code = "Z109-WS·2011·Y·办公室-0401";
const patienceMs = 120_000;
const hour = 3_600_000;

let home: string;
let stack: Stack;

const keyOf = (page: number, batch = batchId) => `${archiveId}/${batch}/${code}/${String(page).padStart(3, "0")}.png`;
const post = (route: string, as: string, body: unknown, at = region) =>
  stack.call(at, route, as, {
    method: "POST",
    headers: { "content-type": "application/json", "accept-language": "en" },
    body: JSON.stringify(body),
  });
const batchRoute = (rest = "", batch = batchId) => `/v1/batches/${archiveId}/${batch}${rest}`;
const offer = async (page: number, key = keyOf(page)) => {
  const bytes = await shadedPage(page, 64);
  return { key, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
};
const ask = async (...objects: Awaited<ReturnType<typeof offer>>[]) =>
  post(batchRoute("/upload-permits"), "vendor-440100", { objects });
const permitOf = async (page: number) => permitAnswer.parse((await ask(await offer(page))).body).permits[0]!;
const put = async (page: number, { url, headers }: { url: string; headers: Record<string, string> }) => {
  const { "content-length": _, ...rest } = headers;
  return (await fetch(url, { method: "PUT", headers: rest, body: new Uint8Array(await shadedPage(page, 64)) })).status;
};
const shown = async () => batchAnswer.parse((await stack.call(region, batchRoute(), "archivist-440100")).body);

/** What the history of a region says of vendors, oldest first. */
const vendorEvents = (at = region): DomainEvent[] =>
  historyOnDisk(home, at).filter(({ type }) => type.startsWith("vendor-"));

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "lantai-journey-"));
  stack = await startStack(home, { demoScans: false });
}, 300_000);
afterAll(async () => {
  await stack.stop();
  await rm(home, { recursive: true, force: true });
});

describe("a vendor's batch", () => {
  const window = () => ({
    from: new Date(Date.now() - hour).toISOString(),
    until: new Date(Date.now() + hour).toISOString(),
  });
  const vendor = () => ({
    name: "某数字化公司",
    qualification: { number: "GZ-2026-001", expiresOn: "2099-12-31" },
    window: window(),
  });
  const reason = "2026 年数字化";
  const arrange = (as: string, body: object) => post(batchRoute("/vendor"), as, body);

  it("is opened with its vendor, declared to by the security officer, and assigned to the vendor's person", async () => {
    const terms = { accessionType: "transfer", from: { name: "市民政局" }, vendor: vendor(), reason };
    expect((await post(batchRoute("/accession"), "archivist-440100", terms)).status).toBe(200);
    expect((await ask(await offer(1))).status).toBe(403);
    const principals = ["vendor-440100"];
    expect((await arrange("archivist-440100", { step: "assigned", principals, reason })).status).toBe(200);
    expect((await ask(await offer(1))).status).toBe(403);
    const text = "经审核，本批次不涉密、不含敏感信息。";
    expect((await arrange("security-440100", { step: "declared", text })).status).toBe(200);
    expect(vendorEvents()).toMatchObject([
      { type: "vendor-refused", why: "not-assigned", actor: "vendor-440100" },
      { type: "vendor-assigned", principals },
      { type: "vendor-refused", why: "no-declaration" },
      { type: "vendor-declared", actor: "security-440100", text },
    ]);
  });

  it("takes what the vendor uploads with a permit, and nothing else comes of the permit", async () => {
    const permit = await permitOf(1);
    expect(await put(1, permit)).toBe(200);
    await eventually(async () => expect((await shown()).counts.pages).toBe(1), patienceMs);
    for (const method of ["GET", "HEAD", "DELETE"]) expect((await fetch(permit.url, { method })).status).toBe(403);
    const listing = new URL(permit.url);
    listing.pathname = `/${stack.endpoints.regions[region]!.buckets.intake}`;
    const elsewhere = permit.url.replace("0401/001.png", "0401/002.png");
    expect(elsewhere).not.toBe(permit.url);
    const denied = [await fetch(listing), await fetch(elsewhere), await fetch(permit.url)];
    for (const answer of denied) {
      expect(answer.status).toBe(403);
      expect(await answer.text()).toMatch(/<Code>(SignatureDoesNotMatch|AccessDenied)<\/Code>/);
    }
    expect(await put(1, { ...permit, url: elsewhere })).toBe(403);
    // As many bytes, of another digest.
    expect([400, 403]).toContain(await put(2, permit));
    expect(vendorEvents().at(-1)).toMatchObject({ type: "vendor-permitted", objects: [{ key: keyOf(1) }] });
    const again = permitAnswer.parse((await ask(await offer(1))).body);
    expect(again).toMatchObject({ held: [keyOf(1)], permits: [] });
  });

  it("is all the vendor gets: nothing is searched, read, listed or arranged, in either region, and each attempt is noted", async () => {
    const fill = (route: string) =>
      route
        .replace("{archiveId}", archiveId)
        .replace("{batchId}", batchId)
        .replace("{archivalCode}", encodeURIComponent(code))
        .replaceAll(/\{\w+\}/g, "1");
    for (const at of [region, otherRegion]) {
      const asked: string[] = [];
      for (const route of Object.values(routes).filter((one) => one.signedIn && !("vendors" in one))) {
        const query = route.path === "/v1/search" ? "?q=婚姻" : "";
        const answer = await stack.call(at, fill(route.path) + query, "vendor-440100", {
          method: route.method,
          ...(route.method === "POST" ? { body: "{}" } : {}),
        });
        expect([route.path, answer.status]).toEqual([route.path, 403]);
        asked.push(`${route.method} ${route.path}`);
      }
      const noted = vendorEvents(at).filter((one) => one.type === "vendor-refused" && one.why === "not-for-vendors");
      expect(noted.map((one) => one.type === "vendor-refused" && one.asked)).toEqual(asked);
      expect(JSON.stringify(noted)).not.toContain("婚姻");
    }
  });

  it("is this batch and no other, at home and nowhere else", async () => {
    const before = vendorEvents().length;
    expect((await ask(await offer(3, keyOf(3, "2026-other")))).status).toBe(403);
    const other = batchRoute("/upload-permits", "2026-other");
    const objects = [await offer(3, keyOf(3, "2026-other"))];
    expect((await post(other, "vendor-440100", { objects })).status).toBe(403);
    expect((await post(batchRoute("/upload-permits"), "vendor-440100", { objects: [] })).status).toBe(400);
    const whys = vendorEvents()
      .slice(before)
      .map((one) => one.type === "vendor-refused" && one.why);
    expect(whys).toEqual(["key-outside-batch", "not-assigned", "request-invalid"]);
    const away = await post(batchRoute("/upload-permits"), "vendor-440100", { objects: [await offer(3)] }, otherRegion);
    expect(away.status).toBe(421);
    expect(vendorEvents(otherRegion).at(-1)).toMatchObject({ why: "other-region" });
  });

  it("ends with its window, and with its closing: what still comes is refused by the gate", async () => {
    const late = await permitOf(4);
    const over = { ...vendor(), window: { from: "2026-01-01T00:00:00.000Z", until: "2026-01-02T00:00:00.000Z" } };
    const lapsed = { ...vendor(), qualification: { number: "GZ-2026-001", expiresOn: "2025-12-31" } };
    for (const [renewed, why] of [
      [over, "after-window"],
      [lapsed, "qualification-expired"],
    ] as const) {
      expect((await arrange("archivist-440100", { step: "named", vendor: renewed, reason })).status).toBe(200);
      expect((await ask(await offer(5))).status).toBe(403);
      expect(vendorEvents().at(-1)).toMatchObject({ type: "vendor-refused", why });
    }
    expect((await arrange("archivist-440100", { step: "named", vendor: vendor(), reason })).status).toBe(200);
    expect((await ask(await offer(5))).status).toBe(200);
    const closing = { decision: "closed", reason: "清点完毕" };
    expect((await post(batchRoute("/decisions"), "archivist-440100", closing)).status).toBe(200);
    expect((await ask(await offer(5))).status).toBe(403);
    expect(vendorEvents().at(-1)).toMatchObject({ type: "vendor-refused", why: "batch-closed" });
    // S3 tells times to the second, and what was uploaded within that of the closing still belongs to the batch.
    const closedAt = Date.parse((await shown()).accession!.transitions.at(-1)!.at);
    await eventually(() => Promise.resolve(expect(Date.now()).toBeGreaterThan(closedAt + 1000)), patienceMs);
    expect(await put(4, late)).toBe(200);
    await eventually(
      async () => expect((await shown()).refused).toMatchObject([{ key: keyOf(4), code: "batch-closed" }]),
      patienceMs,
    );
    expect((await shown()).counts.pages).toBe(1);
  });
});

describe("the same from the command line", () => {
  const lantai = (...argv: string[]) => runIn(home, [...argv, "--lang", "zh"]);
  const of = ["--archive", archiveId, "--batch", "2026-vendor-cli"];
  const reason = ["--reason", "2026 年数字化"];
  const folder = () => path.join(home, "vendor-scans");

  it("names the vendor, says what is wrong with its terms, declares and assigns", async () => {
    const opening = ["--type", "transfer", "--from", "市民政局"];
    expect((await lantai("batch", "open", ...of, ...opening, ...reason)).code).toBe(0);
    const terms = ["--name", "某数字化公司", "--qualification", "GZ-2026-001", "--from", "2026-01-01T00:00:00Z"];
    const malformed = await lantai(
      "vendor",
      "name",
      ...of,
      ...terms,
      "--expires",
      "明年",
      "--until",
      "2099",
      ...reason,
    );
    expect(malformed.code).toBe(2);
    expect(malformed.err).toMatch(/--expires.*--until/u);
    const well = [...terms, "--expires", "2099-12-31", "--until", "2099-12-31T00:00:00Z"];
    expect((await lantai("vendor", "name", ...of, ...well, ...reason)).out).toContain("尚无不涉密声明");
    expect((await lantai("vendor", "assign", ...of, "--person", "vendor-440100", ...reason)).code).toBe(0);
    const declared = await lantai("vendor", "declare", ...of, "--text", "经审核，本批次不涉密、不含敏感信息。");
    expect(declared.out).toContain("某数字化公司");
    expect(declared.out).toContain("vendor-440100");
  });

  it("uploads a folder by permit, once, and tells what became of it", async () => {
    await mkdir(path.join(folder(), code.replace("0401", "0402")), { recursive: true });
    for (const page of [1, 2])
      await writeFile(
        path.join(folder(), code.replace("0401", "0402"), `00${page}.png`),
        await shadedPage(page, 90 + page),
      );
    await writeFile(path.join(folder(), code.replace("0401", "0402"), "003.png"), "no scan");
    const first = await lantai("vendor", "upload", folder(), ...of);
    expect(first.out + first.err).toContain("已传 3；馆内已有 2；拒收 1；还在检查 0");
    expect(first.code).toBe(1);
    expect((await lantai("vendor", "upload", folder(), ...of)).out).toContain("已传 0；馆内已有 2；拒收 1");
  });
});
