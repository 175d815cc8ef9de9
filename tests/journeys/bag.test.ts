import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { batchAnswer } from "../../shared/contract/batch-routes.ts";
import { itemAnswer } from "../../shared/contract/item-routes.ts";
import { runIn } from "../contract/cli-service.ts";
import { eventually } from "../support/eventually.ts";
import { shadedPage } from "../support/shaded-scans.ts";
import { startStack, type Stack } from "../support/stack.ts";

const archiveId = "440100";
const region = "cn-north-1";
const batchId = "2026-bag";
const codes = ["Z109-WS·2011·Y·办公室-0501", "Z109-WS·2011·Y·办公室-0502"];
const patienceMs = 240_000;

let home: string;
let stack: Stack;

const lantai = (...argv: string[]) => runIn(home, argv);
const batch = ["--archive", archiveId, "--batch", batchId];
const shown = async () =>
  batchAnswer.parse((await stack.call(region, `/v1/batches/${archiveId}/${batchId}`, "archivist-440100")).body);

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "lantai-journey-"));
  stack = await startStack(home, { demoScans: false });
}, 300_000);
afterAll(async () => {
  await stack.stop();
  await rm(home, { recursive: true, force: true });
});

describe("a folder of scans that is made a bag and put into a batch with the write-only key", () => {
  const folder = () => path.join(home, "scans");
  const bag = () => path.join(home, "移交包.zip");

  it("is made by the command line", async () => {
    for (const [item, code] of codes.entries()) {
      await mkdir(path.join(folder(), "盒1", code), { recursive: true });
      for (const page of [1, 2])
        await writeFile(path.join(folder(), "盒1", code, `${page}.png`), await shadedPage(item * 2 + page, 64));
    }
    const info = ["--info", "Source-Organization: 市民政局", "--info", "External-Identifier: 民移2026-3"];
    const made = await lantai("bag", "make", folder(), "--out", bag(), ...info);
    expect(made.err + made.out).toContain("移交包.zip");
    expect(made.code).toBe(0);
  });

  it("becomes pages that are read and safe, and the status tells what became of it", async () => {
    const terms = ["--type", "transfer", "--from", "市民政局", "--pages", "4", "--reason", "2026 年移交"];
    expect((await lantai("batch", "open", ...batch, ...terms)).code).toBe(0);
    const key = `${archiveId}/${batchId}/移交包.zip`;
    await stack.upload(archiveId, key, await readFile(bag()));
    await eventually(async () => {
      const { counts, bags } = await shown();
      expect(bags).toMatchObject([{ key, state: "unpacked", counts: { scans: 4, leftOut: 0 } }]);
      expect(counts).toMatchObject({ received: 5, accepted: 5, pages: 4, safe: 4, unsafe: 0 });
    }, patienceMs);
    for (const code of codes) {
      const { body } = await stack.call(
        region,
        `/v1/items/${archiveId}/${encodeURIComponent(code)}`,
        "archivist-440100",
      );
      expect(itemAnswer.parse(body)).toMatchObject({ safe: true, pages: [{ page: 1, batchId }, { page: 2 }] });
    }
    const { code, out } = await lantai("status", ...batch);
    expect(out).toContain("移交包.zip: unpacked. Scans: 4");
    expect(out).toContain("External-Identifier: 民移2026-3");
    expect(code).toBe(0);
  });

  it("that was damaged on its way is refused as one, with the rule it breaks", async () => {
    const damaged = await readFile(bag());
    const at = damaged.indexOf("IDAT");
    damaged.writeUInt8(damaged.readUInt8(at + 8) ^ 1, at + 8);
    await stack.upload(archiveId, `${archiveId}/${batchId}/damaged.zip`, damaged);
    await eventually(async () => {
      const { refused, bags } = await shown();
      expect(refused).toMatchObject([{ code: "bag-invalid" }]);
      expect(bags[0]?.state).toBe("refused");
    }, patienceMs);
    const { code, out } = await lantai("status", ...batch, "--lang", "zh");
    expect(code).toBe(1);
    expect(out).toContain("整包未接收");
    expect(out).toMatch(/payload-digest-differs|file-unreadable/);
  });
});
