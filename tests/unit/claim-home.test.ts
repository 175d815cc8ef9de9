import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimHome } from "../../local/one-at-a-time.ts";

let folder: string;
let claim: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lantai-"));
  claim = join(folder, "host.pid");
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("a state folder", () => {
  it("is claimed by one process, and free again when it is given back", () => {
    const release = claimHome(folder);
    expect(readFileSync(claim, "utf8")).toBe(String(process.pid));
    release();
    expect(existsSync(claim)).toBe(false);
  });

  // The first process of the machine mostly belongs to another user: it may not be asked, and is alive all the same.
  it.each([
    ["of the same user", process.ppid],
    ["that may be of another user", 1],
  ])("is refused while a process %s uses it", (_, pid) => {
    writeFileSync(claim, String(pid));
    expect(() => claimHome(folder)).toThrow(`in use by process ${pid}`);
    expect(readFileSync(claim, "utf8")).toBe(String(pid));
  });

  it("is taken over from a process that is gone", () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    writeFileSync(claim, String(pid));
    claimHome(folder)();
    expect(existsSync(claim)).toBe(false);
  });

  it("that is a file is no claim by anybody: the error says what is wrong", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(() => claimHome(join(file, "below"))).toThrow(/ENOTDIR/);
  });
});
