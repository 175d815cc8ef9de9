import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import * as z from "zod";
import { bagRule } from "../../shared/bagit/bag-rule.ts";
import { runIn, writeFiles } from "./cli-service.ts";

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), "lantai-bag-"))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

const lantai = (...argv: string[]) => runIn(home, argv);
const make = async (out: string, ...more: string[]) => {
  writeFiles(join(home, "scans"), { "Z109-WS·2011·Y·办公室-0001/001.jpg": "page one", "名单.csv": "a,b" });
  return lantai("bag", "make", "scans", "--out", out, ...more);
};

it.each(["bag", "bag.tar", "bag.zip"])("makes %s, which is good", async (out) => {
  expect((await make(out, "--info", "Source-Organization: 市民政局", "External-Identifier: 2026-7")).code).toBe(0);
  const { code, out: said } = await lantai("bag", "validate", out, "--lang", "zh");
  expect(code).toBe(0);
  expect(said).toMatch(/^合格：BagIt 1\.0，载荷 2 个文件/);
  const json = z.looseObject({ accepted: z.boolean(), findings: z.array(z.unknown()), info: z.array(z.unknown()) });
  const answer = json.parse(JSON.parse((await lantai("bag", "validate", out, "--json")).out));
  expect(answer).toMatchObject({ accepted: true, findings: [] });
  expect(answer.info).toContainEqual({ label: "Bagging-Date", value: "2026-11-23" });
  expect(answer.info).toContainEqual({ label: "External-Identifier", value: "2026-7" });
});

it("names the rule, the clause and the file of a bag that is refused, and ends with 1", async () => {
  await make("bag");
  writeFileSync(join(home, "bag/data/名单.csv"), "a,c");
  const zh = await lantai("bag", "validate", "bag", "--lang", "zh");
  expect(zh.code).toBe(1);
  expect(zh.out).toMatch(
    /错误 payload-digest-differs \(RFC 3\) data\/名单\.csv 的内容与清单 manifest-sha256\.txt 不符/,
  );
  const finding = z.object({ rule: bagRule, severity: z.string(), clause: z.string(), path: z.string() });
  const answer = JSON.parse((await lantai("bag", "validate", "bag", "--json")).out) as { findings: unknown[] };
  expect(z.array(finding).parse(answer.findings)).toContainEqual({
    rule: "payload-digest-differs",
    severity: "error",
    clause: "RFC 3",
    path: "data/名单.csv",
  });
});

it("takes a bag with warnings and tells them", async () => {
  await make("bag");
  writeFileSync(join(home, "bag/notes.txt"), "x");
  const { code, out } = await lantai("bag", "validate", "bag");
  expect(code).toBe(0);
  expect(out).toMatch(/^warning tag-file-unlisted/);
});

it("leaves out what operating systems drop, and says so", async () => {
  writeFiles(join(home, "scans"), { ".DS_Store": "x", "sub/Thumbs.db": "x" });
  expect((await make("bag")).out).toContain("System files left out: 2");
});

it("writes nothing over what is there, and leaves nothing half-written", async () => {
  mkdirSync(join(home, "bag.tar"));
  expect((await make("bag.tar")).code).toBe(2);
  symlinkSync("/etc/passwd", join(home, "scans", "out"));
  const { code, err } = await make("other.tar");
  expect(code).toBe(1);
  expect(err).toContain("out is a link");
  expect(() => readFileSync(join(home, "other.tar.partial"))).toThrow("ENOENT");
  expect(() => readFileSync(join(home, "other.tar"))).toThrow("ENOENT");
});

it.each([
  [["bag", "validate", "nowhere"]],
  [["bag", "make", "nowhere", "--out", "x"]],
  [["bag", "make", "scans", "--out", "x", "--info", "no colon"]],
  [["bag", "make", "scans", "--out", "x", "--format", "rar"]],
])("%j is no use", async (argv) => {
  writeFiles(join(home, "scans"), { "a.jpg": "x" });
  expect((await lantai(...argv)).code).toBe(2);
});
