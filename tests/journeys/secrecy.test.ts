import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { quarantineAnswer } from "../../shared/contract/quarantine.ts";
import { batchAnswer } from "../../shared/contract/batch-routes.ts";
import { itemAnswer } from "../../shared/contract/item-routes.ts";
import { searchAnswer } from "../../shared/contract/search-routes.ts";
import { runIn } from "../contract/cli-service.ts";
import { eventually } from "../support/eventually.ts";
import { shadedPage } from "../support/shaded-scans.ts";
import { startStack, type Stack } from "../support/stack.ts";

const archiveId = "440100";
const [home, replica] = ["cn-north-1", "cn-northwest-1"];
const code = "Z109-WS·2011·Y·办公室-0401";
const batchId = "2026-unscreened";
const pages = 50;
const patienceMs = 240_000;
/** A word of the one page that has text and no mark. */
const word = "机关档案工作条例";
const readable = new URL("../../local/demo/scans/typed_doc-5-lowres150.jpg", import.meta.url);
const marked = new URL("scans/secret-10-years.jpg", import.meta.url);

let folder: string;
let stack: Stack;

const lantai = (...argv: string[]) => runIn(folder, argv);
const upload = async (page: number, bytes: Uint8Array, extension: "jpg" | "png") =>
  stack.upload(archiveId, `${archiveId}/${batchId}/${code}/${String(page).padStart(3, "0")}.${extension}`, bytes);
const batchNow = async () =>
  batchAnswer.parse((await stack.call(home, `/v1/batches/${archiveId}/${batchId}`, `archivist-${archiveId}`)).body);
const itemAs = async (region: string, who: string) =>
  itemAnswer.parse((await stack.call(region, `/v1/items/${archiveId}/${encodeURIComponent(code)}`, who)).body);
const hitsAs = async (region: string, who: string) =>
  searchAnswer.parse((await stack.call(region, `/v1/search?q=${encodeURIComponent(word)}`, who)).body).hits;
const textStatus = async (region: string, page: number) =>
  (await stack.call(region, `/v1/items/${archiveId}/${encodeURIComponent(code)}/pages/${page}/text`, window)).status;
const window = `window-${archiveId}`;

/** Keys of the archive that lie in the holdings of a region, in any version. */
const keysIn = (region: string): string[] => {
  const index = new DatabaseSync(path.join(folder, region, "s3", "index.sqlite"), { readOnly: true });
  try {
    const bucket = stack.endpoints.regions[region]!.buckets.holdings;
    const found = index.prepare("SELECT DISTINCT key FROM object WHERE bucket = ? AND key LIKE ?");
    return found.all(bucket, `${archiveId}/%`).map((row) => String(row["key"]));
  } finally {
    index.close();
  }
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lantai-journey-"));
  stack = await startStack(folder, { demoScans: false });
}, 300_000);
afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
});

describe("a batch of fifty pages of which one shows 机密★10年", () => {
  it("is read, found and copied as far as its first pages have come", async () => {
    for (let page = 1; page < pages - 1; page += 1) await upload(page, await shadedPage(page, 16 + page), "png");
    await upload(pages - 1, await readFile(readable), "jpg");
    await eventually(async () => expect((await batchNow()).counts.safe).toBe(pages - 1), patienceMs);
    await eventually(async () => {
      expect(await hitsAs(home, window)).toHaveLength(1);
      expect(await hitsAs(replica, window)).toHaveLength(1);
    }, patienceMs);
    expect(keysIn(replica).length).toBeGreaterThan(pages - 1);
  });

  it("is held as a whole when the marked page is read", async () => {
    await upload(pages, await readFile(marked), "jpg");
    await eventually(async () => expect((await batchNow()).accession?.held).toBe(true), patienceMs);
    await eventually(async () => expect((await itemAs(home, window)).pages).toHaveLength(0), patienceMs);
  });

  it("is then in no search and in no region but its home, and no clerk can open a page of it", async () => {
    await eventually(async () => {
      expect(await hitsAs(home, window)).toEqual([]);
      expect(await hitsAs(replica, window)).toEqual([]);
      expect((await itemAs(replica, window)).pages).toHaveLength(0);
      expect(keysIn(replica)).toEqual([]);
    }, patienceMs);
    for (const region of [home, replica]) expect(await textStatus(region, pages - 1)).toBe(404);
    expect(await textStatus(home, pages)).toBe(404);
    // Nothing is removed at home.
    expect(keysIn(home).filter((key) => key.includes("/original/"))).toHaveLength(pages);
  });

  it("shows the security officer why, and nobody else", async () => {
    const answer = await stack.call(home, "/v1/quarantine", `security-${archiveId}`);
    expect(quarantineAnswer.parse(answer.body).batches).toMatchObject([
      { batchId, held: true, why: { archivalCode: code, page: pages, by: "service:ocr", mark: "机密★10年" } },
    ]);
    expect((await stack.call(home, "/v1/quarantine", window)).status).toBe(403);
    expect((await stack.call(home, "/v1/quarantine", `archivist-${archiveId}`)).status).toBe(403);
    const { out } = await lantai("quarantine", "list", "--archive", archiveId);
    expect(out).toContain("机密★10年");
  });

  it("is told to that archive's security officer by mail, which says where to look and nothing of what was found", async () => {
    const mailTo = (archive: string) => path.join(folder, home, "mail", `security-${archive}@lantai.example.txt`);
    await eventually(async () => expect(await readFile(mailTo(archiveId), "utf8")).toContain(batchId), patienceMs);
    const mail = await readFile(mailTo(archiveId), "utf8");
    expect(mail).toContain(`lantai quarantine show --archive ${archiveId} --batch ${batchId}`);
    expect(mail).not.toMatch(/机密|办公室/u);
    expect(existsSync(mailTo("310200"))).toBe(false);
  });

  it("comes back to safe, all fifty pages of it, when the officer releases it", async () => {
    const flags = ["--archive", archiveId, "--batch", batchId, "--reason", "样张，并非国家秘密"];
    expect((await lantai("quarantine", "release", ...flags)).code).toBe(0);
    await eventually(async () => {
      expect((await batchNow()).counts).toMatchObject({ pages, safe: pages, unsafe: 0 });
      expect(await hitsAs(replica, window)).toHaveLength(1);
    }, patienceMs);
    expect((await itemAs(replica, window)).pages).toHaveLength(pages);
    expect((await batchNow()).accession?.held).toBe(false);
  });
});
