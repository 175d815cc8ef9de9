import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { destructionEntriesAnswer } from "../../shared/contract/destruction-routes.ts";
import { itemAnswer } from "../../shared/contract/item-routes.ts";
import { runIn } from "../contract/cli-service.ts";
import { eventually } from "../support/eventually.ts";
import { filesHolding } from "../support/files-under.ts";
import { shadedPage } from "../support/shaded-scans.ts";
import { startStack, type Stack } from "../support/stack.ts";

const archiveId = "440100";
const region = "cn-north-1";
const due = "Z109-WS·2011·D10·办公室-0401";
const kept = "Z109-WS·2011·D30·办公室-0402";
const patienceMs = 120_000;
/** What was destroyed is looked for once more when nothing begun before can still arrive, and once more after that. */
const erasedWithinMs = 15 * 60_000;
const scans = [
  [due, shadedPage(2, 64)],
  [kept, shadedPage(1, 64)],
] as const;

let home: string;
let stack: Stack;

const lantai = (...argv: string[]) => runIn(home, argv);
const itemNow = async (code: string) => {
  const route = `/v1/items/${archiveId}/${encodeURIComponent(code)}`;
  return itemAnswer.parse((await stack.call(region, route, "archivist-440100")).body);
};
const lists = `/v1/archives/${archiveId}/destruction-lists`;
const post = (route: string, as: string, body: unknown) =>
  stack.call(region, route, as, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const decide = async (decision: string, as: string) =>
  (await post(`${lists}/2026-01/decisions`, as, { decision, reason: "2026 年鉴定" })).status;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "lantai-journey-"));
  stack = await startStack(home, { demoScans: false });
  for (const [code, scan] of scans) await stack.upload(archiveId, `${archiveId}/b1/${code}/001.png`, await scan);
  for (const code of [due, kept])
    await eventually(async () => expect((await itemNow(code)).pages).toHaveLength(1), patienceMs);
}, 300_000);
afterAll(async () => {
  await stack.stop();
  await rm(home, { recursive: true, force: true });
});

describe("how long records are kept", () => {
  const unit = ["--archive", archiveId, "--fonds", "Z109"];

  it("is drafted from a table by an archivist, and approved by an approver", async () => {
    const table = path.join(home, "schedule.csv");
    await writeFile(table, "条款号,归档范围,保管期限,机构\r\n1.1,办公室文书,10年,办公室\r\n1.2,其他文书,永久,\r\n");
    const drafted = await lantai(
      "retention",
      "draft",
      table,
      ...unit,
      "--title",
      "机关文书",
      "--reason",
      "2026 年修订",
    );
    expect(drafted.out).toContain("fonds:Z109 version 1: draft, 机关文书, 2 lines");
    const day = ["--number", "1", "--from", "2011-01-01"];
    const approved = await lantai("retention", "approve", ...unit, ...day, "--reason", "审核同意");
    expect(approved.out).toContain("in-force");
  });

  it("is shown of each item, until when and by which version; the longer of code and schedule holds", async () => {
    expect((await itemNow(due)).retention).toMatchObject({
      period: { kind: "years", years: 10 },
      dueOn: "2022-01-01",
      by: { unit: { by: "fonds", code: "Z109" }, version: 1, clause: "1.1" },
      findings: [],
    });
    expect((await itemNow(kept)).retention).toMatchObject({ dueOn: "2042-01-01", findings: ["disagrees"] });
  });

  it("says what is due", async () => {
    const { out } = await lantai("retention", "due", "--archive", archiveId, "--before", "2026-01-01");
    expect(out).toContain(due);
    expect(out).not.toContain(kept);
  });
});

describe("a list of what is to go", () => {
  const goes = (archivalCode: string) => ({ archivalCode, ground: "保管期限届满", opinion: "无继续保存价值" });
  const draft = (...codes: string[]) =>
    post(lists, "archivist-440100", {
      ...{ listId: "2026-01", title: "2026 年到期档案", reason: "2026 年鉴定" },
      items: codes.map(goes),
    });

  it("takes only what is due", async () => {
    const refused = await draft(due, kept);
    expect(refused).toMatchObject({ status: 409, body: { code: "not-now" } });
    expect(JSON.stringify(refused.body)).toContain(kept);
    expect(await draft(due)).toMatchObject({ status: 200, body: { state: "draft", items: 1 } });
  });

  it("is reviewed and approved by two more people, none of them twice", async () => {
    expect(await decide("reviewed", "archivist-440100")).toBe(409);
    expect(await decide("approved", "approver-440100")).toBe(409);
    expect(await decide("reviewed", "appraiser-440100")).toBe(200);
    expect(await decide("approved", "appraiser-440100")).toBe(403);
    expect(await decide("approved", "approver-440100")).toBe(200);
    const { body } = await stack.call(region, `${lists}/2026-01`, "archivist-440100");
    const { state, steps, entries } = destructionEntriesAnswer.parse(body);
    expect(state).toBe("approved");
    expect(new Set(steps.map(({ actor }) => actor)).size).toBe(3);
    expect(entries.map(({ archivalCode }) => archivalCode)).toEqual([due]);
  });

  it("destroys nothing by itself, and can still be withdrawn", async () => {
    expect((await itemNow(due)).pages).toHaveLength(1);
    expect(await decide("withdrawn", "appraiser-440100")).toBe(200);
  });
});

describe("a list that is carried out", () => {
  const named = ["--archive", archiveId, "--list", "2026-02"];
  const because = ["--reason", "2026 年鉴定"];
  const destruction = (...argv: string[]) => lantai("destruction", ...argv);

  /** Objects of either region's S3, in whatever bucket and version, that hold just these bytes. */
  const lying = async (scan: Promise<Buffer>): Promise<string[]> => {
    const bytes = await scan;
    const regions = [region, "cn-northwest-1"].map((place) => path.join(home, place, "s3"));
    return (await Promise.all(regions.map((folder) => filesHolding(folder, bytes)))).flat();
  };

  it("spares what was frozen meanwhile, and the list says why", async () => {
    await eventually(async () => expect(await itemNow(due)).toMatchObject({ safe: true }), patienceMs);
    const drafting = ["draft", due, "--title", "到期档案", "--ground", "保管期限届满", "--opinion", "无继续保存价值"];
    expect((await destruction(...drafting, ...named, ...because)).out).toContain("draft");
    await destruction("review", ...named, ...because);
    expect((await destruction("approve", ...named, ...because)).out).toContain("approved");
    expect(
      (await lantai("freeze", "set", due, "--archive", archiveId, "--matter", "诉讼 1 号", ...because)).out,
    ).toContain("诉讼 1 号");
    await destruction("carry-out", ...named, "--supervisor", "张三", "--supervisor", "李四", ...because);
    await eventually(
      async () => expect((await destruction("show", ...named)).out).toContain("2026-02: carried out"),
      patienceMs,
    );
    expect((await destruction("show", ...named)).out).toContain("held against destruction");
    expect((await itemNow(due)).pages).toHaveLength(1);
  });

  it(
    "leaves nothing of what it destroys, here or in the other region, but a tombstone",
    async () => {
      await lantai("freeze", "release", due, "--archive", archiveId, "--matter", "诉讼 1 号", ...because);
      named[3] = "2026-03";
      const drafting = ["draft", due, "--title", "到期档案", "--ground", "保管期限届满", "--opinion", "无继续保存价值"];
      await destruction(...drafting, ...named, ...because);
      await destruction("review", ...named, ...because);
      await destruction("approve", ...named, ...because);
      // As it came, as it is kept, and its copy.
      expect(await lying(scans[0][1])).toHaveLength(3);
      await destruction("carry-out", ...named, "--supervisor", "张三", "--supervisor", "李四", ...because);
      await eventually(
        async () => expect((await destruction("show", ...named)).out).toContain("1 of them erased everywhere"),
        erasedWithinMs,
      );
      expect(await lying(scans[0][1])).toEqual([]);
      expect(await lying(scans[1][1])).toHaveLength(3);
      expect(await itemNow(due)).toMatchObject({ pages: [], destroyed: { listId: "2026-03" } });
      const text = await stack.call(
        region,
        `/v1/items/${archiveId}/${encodeURIComponent(due)}/pages/1/text`,
        "archivist-440100",
      );
      expect(text.status).toBe(404);
      const { body } = await stack.call(
        "cn-northwest-1",
        `/v1/items/${archiveId}/${encodeURIComponent(due)}`,
        "archivist-440100",
      );
      expect(itemAnswer.parse(body)).toMatchObject({ pages: [], destroyed: { listId: "2026-03" } });
    },
    erasedWithinMs + patienceMs,
  );

  it("is certified; the certificate is checked from files alone", async () => {
    await eventually(
      async () => expect((await destruction("certificate", ...named, "--out", home)).out).toContain(".jws"),
      patienceMs,
    );
    const { out, code } = await destruction("verify", path.join(home, `${archiveId}-destruction-2026-03.jws`));
    expect(out).toContain("1 items destroyed, 0 spared; supervised by 张三, 李四");
    expect(code).toBe(0);
  });

  it("takes nothing under a destroyed code any more", async () => {
    await stack.upload(archiveId, `${archiveId}/b2/${due}/001.png`, await shadedPage(3, 64));
    await eventually(async () => {
      const { body } = await stack.call(region, `/v1/batches/${archiveId}/b2`, "archivist-440100");
      expect(JSON.stringify(body)).toContain("item-destroyed");
    }, patienceMs);
  });
});
