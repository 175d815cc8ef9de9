import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { batchAnswer } from "../../shared/contract/batch-routes.ts";
import { searchAnswer } from "../../shared/contract/search-routes.ts";
import { runIn, startCliService, writeFiles, type CliService } from "./cli-service.ts";

let service: CliService;
beforeAll(async () => {
  service = await startCliService();
});
afterAll(() => service.close());

const lantai = (...argv: string[]) => runIn(service.home, argv);

describe("token", () => {
  it("prints the token and nothing else", async () => {
    expect(await lantai("token", "--as", "reader")).toEqual({ code: 0, out: "token-of-reader\n", err: "" });
  });
  it("refuses a user nobody knows", async () => {
    expect(await lantai("token", "--as", "nobody")).toMatchObject({ code: 2, out: "" });
  });
});

describe("search", () => {
  it("lists hits with code, page, marks and snippet, without what could steer the terminal", async () => {
    const { code, out } = await lantai("search", "王芳", "--from", "1980", "--limit", "5");
    expect(code).toBe(0);
    expect(out).toContain("1. Z109-WS·2011·Y·办公室-0001  page 2  440100  marked places: 1");
    expect(out).toContain("…王芳 [31m 5 1980…");
    expect(out).toContain("at least 7 found");
  });
  it("prints the answer as it is on request", async () => {
    const { out } = await lantai("search", "王芳", "--json");
    expect(searchAnswer.parse(JSON.parse(out)).hits).toHaveLength(1);
  });
  it.each([
    ["--limit", "0"],
    ["--limit", "101"],
    ["--from", "19x0"],
    ["--region", "eu-west-1"],
    ["--archive", "999999"],
  ])("refuses %s %s", async (...flag) => {
    expect((await lantai("search", "王芳", ...flag)).code).toBe(2);
  });
  it("uses the token it is given", async () => {
    const { code, err } = await runIn(service.home, ["search", "王芳"], { token: "stale" });
    expect(code).toBe(1);
    expect(err).toContain("detail of not-signed-in");
  });
});

describe("people", () => {
  const find = (...flags: string[]) => lantai("people", "find", "--archive", "440100", "--reason", "查档", ...flags);
  it.each([[[]], [["--name", "张三", "--number-file", "n"]], [["--number-file", "is-not-there"]]])(
    "cannot be found by %j",
    async (flags) => {
      expect(await find(...flags)).toMatchObject({ code: 2, out: "" });
    },
  );
});

describe("status", () => {
  it("shows the batch deposited last, and all of it as JSON", async () => {
    expect((await lantai("status", "--archive", "440100", "--json")).out).toContain('"batchId": "2026-11-23"');
    writeFiles(join(service.home, "s"), { "Z109-WS·2011·Y·办公室-0001/x.jpg": "no page" });
    await lantai("deposit", "s", "--archive", "440100", "--batch", "last.one");
    const { code, out } = await lantai("status", "--archive", "440100", "--lang", "zh");
    expect(code).toBe(1);
    expect(out).toContain("批次 last.one");
    expect(out).toContain("页号应为 1 至 99999 的数字");
    const json = await lantai("status", "--archive", "440100", "--json");
    expect(batchAnswer.parse(JSON.parse(json.out)).refused).toHaveLength(1);
  });
  it("tells of bags that came, what was wrong with them and what stays in them", async () => {
    const counts = { scans: 3, catalogues: 1, histories: 0, unplaced: 0, superseded: 0, leftOut: 1, systemFiles: 0 };
    const came = { bagId: "b", versionId: "v", receivedAt: "2026-11-23T08:00:00Z", at: 7, of: 9, counts };
    const finding = { rule: "payload-digest-differs", severity: "error" as const, clause: "RFC 3", detail: "Damaged." };
    service.bags.push(
      {
        ...{ ...came, key: "440100/b/good.zip", state: "unpacked", found: 0, findings: [] },
        leftOut: [{ path: "data/x.docx", reason: "not-a-scan", detail: "Not taken." }],
        info: [{ label: "Source-Organization", value: "市民政局" }],
      },
      {
        ...came,
        key: "440100/b/bad\u001b.zip",
        state: "refused",
        found: 1,
        findings: [finding],
        leftOut: [],
        info: [],
      },
      { ...came, key: "440100/b/new.zip", state: "validating", found: 0, findings: [], leftOut: [], info: [] },
    );
    try {
      const { code, out } = await lantai("status", "--archive", "440100", "--batch", "with.bags");
      expect(code).toBe(1);
      expect(out).toContain("440100/b/good.zip: unpacked. Scans: 3, catalogues: 1");
      expect(out).toContain("Source-Organization: 市民政局");
      expect(out).toContain("data/x.docx: Not taken. [not-a-scan]");
      expect(out).toContain("440100/b/bad .zip: refused");
      expect(out).toContain("payload-digest-differs (RFC 3) Damaged.");
      expect(out).toContain("440100/b/new.zip: being validated, files: 7/9");
      service.bags.splice(0);
      expect(await lantai("status", "--archive", "440100", "--batch", "with.bags")).toMatchObject({ code: 0 });
    } finally {
      service.bags.splice(0);
    }
  });
  it("refuses what is no batch id", async () => {
    expect((await lantai("status", "--archive", "440100", "--batch", "../x")).code).toBe(2);
  });
});

describe("region", () => {
  it.each(["cut", "heal"])("%s", async (change) => {
    const { code, out } = await lantai("region", change, "cn-north-1");
    expect(code).toBe(0);
    expect(out).toContain(change === "cut" ? "cut off from the other regions" : "is back");
    expect(service.regionCalls).toContain(`POST /local/regions/cn-north-1/${change}`);
  });
  it("refuses a region there is not", async () => {
    expect((await lantai("region", "cut", "mars-1")).code).toBe(2);
  });
});

describe("the command line", () => {
  it("ends with 3 and says how to begin when nothing was ever started", async () => {
    const empty = mkdtempSync(join(tmpdir(), "lantai-cli-empty-"));
    try {
      const { code, err } = await runIn(empty, ["status", "--archive", "440100"], { language: "zh" });
      expect(code).toBe(3);
      expect(err).toContain("请先运行 npm start");
    } finally {
      rmSync(empty, { recursive: true });
    }
  });
  it.each([[], ["nonsense"], ["deposit"], ["deposit", "x"], ["status"], ["search"], ["--lang", "fr", "search", "x"]])(
    "%j is wrong usage",
    async (...argv) => {
      expect((await lantai(...argv.flat())).code).toBe(2);
    },
  );
  it.each([
    [""],
    ["deposit"],
    ["status"],
    ["search"],
    ["token"],
    ["region"],
    ["region cut"],
    ["faults"],
    ["faults set"],
  ])("explains %s in both languages", async (command) => {
    const words = command.split(" ").filter((word) => word !== "");
    const zh = await lantai(...words, "--lang", "zh", "--help");
    const en = await lantai(...words, "--lang", "en", "--help");
    expect([zh.code, en.code]).toEqual([0, 0]);
    expect(zh.out).toContain("用法：");
    expect(en.out).toContain("Usage:");
    expect(en.out).not.toMatch(/\p{Script=Han}{5}/u);
  });
});

describe("what operators are told", () => {
  it("lists parked messages with page and reason, in the operator's language, and is not done while there are any", async () => {
    const { code, out } = await lantai("parked", "--lang", "zh");
    expect(code).toBe(1);
    expect(out).toContain("cn-north-1 队列 ocr：搁置 2 条");
    expect(out).toContain("440100/Z109-WS·2011·Y·办公室-0001/3");
    expect(out).toContain("AccessDenied: no [31m key");
    expect(out).toContain("请查它的日志");
    expect(out).not.toContain("intake");
  });
  it("puts them back to work by one command, of one queue or all", async () => {
    expect(await lantai("redrive")).toMatchObject({ code: 0, out: "cn-north-1 queue ocr: 2 put back to work\n" });
    expect(await lantai("redrive", "--queue", "intake")).toMatchObject({ out: "cn-north-1: nothing is parked\n" });
    expect((await lantai("redrive", "--queue", "oct")).code).toBe(2);
  });
  it("says how far the recheck is, and begins one on request", async () => {
    expect((await lantai("recheck")).out).toMatch(/last pass from .*, 12 pages/);
    expect((await lantai("recheck", "--start")).out).toMatch(/under way since/);
    expect((await lantai("recheck", "--region", "eu-west-1")).code).toBe(2);
  });
});
