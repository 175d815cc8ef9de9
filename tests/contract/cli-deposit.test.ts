import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { endpointsAt, runIn, startCliService, writeFiles, type CliService } from "./cli-service.ts";

const item = "Z109-WS·2011·Y·办公室-0001";
const bin = join(import.meta.dirname, "../../clients/cli/bin.js");
let service: CliService;
let folder: string;

beforeEach(async () => {
  service = await startCliService();
  folder = join(service.home, "scans");
});
afterEach(() => service.close());

const deposit = (...more: string[]) =>
  runIn(service.home, ["deposit", "scans", "--archive", "440100", "--batch", "b1", ...more]);

describe("deposit", () => {
  it("sends every scan of a folder under its key, byte for byte, and waits until all is safe", async () => {
    writeFiles(folder, {
      [`盒1/${item}/1.jpg`]: "page one",
      [`盒1/${item}-002.jpg`]: "page two",
      "Z109-WS·2011·Y·办公室-0002.pdf": "whole",
      "list.csv": "a,b",
      ".DS_Store": "",
    });
    const { code, out } = await deposit();
    expect(code).toBe(0);
    expect(service.bytesOf(`440100/b1/${item}/001.jpg`)?.toString()).toBe("page one");
    expect(service.bytesOf(`440100/b1/${item}/002.jpg`)?.toString()).toBe("page two");
    expect(service.bytesOf("440100/b1/Z109-WS·2011·Y·办公室-0002.pdf")?.toString()).toBe("whole");
    expect(service.stored).toHaveLength(3);
    expect(out).toMatch(/list\.csv\s+not a scan/);
    expect(out).toMatch(/sent now\s+3/);
    expect(out).toMatch(/pages safe.*\s3/);
  });

  it("takes the day as batch", async () => {
    writeFiles(folder, { [`${item}/1.jpg`]: "page one" });
    const ran = await runIn(service.home, ["deposit", "scans", "--archive", "440100"]);
    expect(ran.code).toBe(0);
    expect(service.stored[0]).toMatch(/^440100\/2026-11-23\//);
  });

  it("sends nothing a second time", async () => {
    writeFiles(folder, { [`${item}/1.jpg`]: "page one", [`${item}/2.jpg`]: "page two" });
    await deposit();
    const again = await deposit();
    expect(again.code).toBe(0);
    expect(again.out).toMatch(/held already\s+2/);
    writeFiles(folder, { [`${item}/3.jpg`]: "page three", [`${item}/2.jpg`]: "page two, better" });
    expect((await deposit()).out).toMatch(/sent now\s+2/);
    expect(service.stored.slice(2).sort()).toEqual([`440100/b1/${item}/002.jpg`, `440100/b1/${item}/003.jpg`]);
  });

  it("does not resend what is acknowledged but not yet taken, unless it is told to", async () => {
    await service.holdBack(true);
    writeFiles(folder, { [`${item}/1.jpg`]: "page one", [`${item}/2.jpg`]: "page two" });
    expect((await deposit("--no-wait")).code).toBe(0);
    const again = await deposit("--no-wait");
    expect(again.out).toMatch(/sent before, being taken\s+2/);
    expect(service.stored).toHaveLength(2);
    expect((await deposit("--no-wait", "--resend")).out).toMatch(/sent now\s+2/);
    await service.holdBack(false);
    expect((await deposit()).code).toBe(0);
    expect(service.stored).toHaveLength(4);
  });

  it("goes on after kill -9 with what is missing only", async () => {
    const pages = Array.from({ length: 40 }, (_, at) => [`${item}/${at + 1}.jpg`, `page ${at + 1}`.repeat(9000)]);
    writeFiles(folder, Object.fromEntries(pages) as Record<string, string>);
    const argv = ["deposit", folder, "--archive", "440100", "--batch", "b1", "--parallel", "1"];
    const env = { ...process.env, LANTAI_HOME: service.home };
    const child = spawn(process.execPath, [bin, ...argv], { env, stdio: "ignore" });
    await eventually(() => expect(service.stored.length).toBeGreaterThan(3));
    child.kill("SIGKILL");
    await once(child, "exit");
    const second = await deposit();
    expect(second.code).toBe(0);
    expect(Number(/sent now\s+(\d+)/.exec(second.out)?.[1])).toBeLessThan(37);
    expect(new Set(service.stored).size).toBe(40);
    // One file travelled at the moment of death: it may have arrived without anybody knowing, and go twice.
    expect(service.stored.length).toBeLessThanOrEqual(41);
  });

  it("sends a malformed name and tells why it was refused, in the language asked for", async () => {
    writeFiles(folder, { [`${item}/1.jpg`]: "page one", "Z109-WS·2011·X·办公室-0001/1.jpg": "page" });
    const { code, out } = await deposit("--lang", "zh");
    expect(code).toBe(1);
    expect(out).toContain("440100/b1/Z109-WS·2011·X·办公室-0001/1.jpg");
    expect(out).toContain("档号不符合");
    const again = await deposit();
    expect(again.code).toBe(1);
    expect(again.out).toContain("follows neither DA/T 13-2022");
    expect(service.stored).toHaveLength(2);
  });

  it("does not take the refusal of an earlier version for the answer to a better one", async () => {
    writeFiles(folder, { [`${item}/1.jpg`]: "" });
    expect((await deposit()).code).toBe(1);
    writeFiles(folder, { [`${item}/1.jpg`]: "page one" });
    const better = await deposit();
    expect(better.code).toBe(0);
    expect(service.bytesOf(`440100/b1/${item}/001.jpg`)?.toString()).toBe("page one");
  });

  it("sends one of two files for one page and says which it left", async () => {
    writeFiles(folder, { [`${item}/1.jpg`]: "copy", [`${item}/1.tif`]: "master" });
    const { code, out } = await deposit();
    expect(code).toBe(1);
    expect(service.stored).toEqual([`440100/b1/${item}/001.jpg`]);
    expect(out).toMatch(/1\.tif\s+stands for the same page as .*1\.jpg/);
  });

  it("says what unsafe pages wait for when it is stopped, and loses nothing", async () => {
    writeFiles(folder, { [`${item}/1.jpg`]: "page one" });
    service.unsafe.add(item);
    const stop = new AbortController();
    let looks = 0;
    const pause = async (): Promise<void> => {
      if ((looks += 1) === 3) stop.abort();
      return Promise.resolve();
    };
    const argv = ["deposit", "scans", "--archive", "440100", "--batch", "b1"];
    const { code, out, err } = await runIn(service.home, argv, { signal: stop.signal, pause });
    expect(code).toBe(1);
    expect(out).toMatch(/reading, the proven copy in cn-northwest-1/);
    expect(err).toContain("lantai status --archive 440100 --batch b1");
    service.unsafe.clear();
    expect((await deposit()).code).toBe(0);
    expect(service.stored).toHaveLength(1);
  });

  it("stopped while it sends keeps what was acknowledged, and goes on from there", async () => {
    await service.holdBack(true);
    writeFiles(
      folder,
      Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`${item}/${at + 1}.jpg`, `page ${at}`])),
    );
    const stop = new AbortController();
    const argv = ["deposit", "scans", "--archive", "440100", "--batch", "b1", "--parallel", "1"];
    const running = runIn(service.home, argv, { signal: stop.signal });
    await eventually(() => expect(service.stored.length).toBeGreaterThan(2), 10_000, 1);
    stop.abort();
    const { code, err } = await running;
    expect(code).toBe(1);
    expect(err).toContain("run the same command again");
    const again = await deposit("--no-wait");
    expect(again.code).toBe(0);
    const known = Number(/sent before, being taken\s+(\d+)/.exec(again.out)?.[1]);
    expect(known).toBeGreaterThan(1);
    expect(again.out).toContain(`sent now                  ${30 - known}`);
    await service.holdBack(false);
    expect((await deposit()).code).toBe(0);
    expect(service.bytesOf(`440100/b1/${item}/030.jpg`)?.toString()).toBe("page 29");
  });
});

describe("loose scans", () => {
  const table = () => readFileSync(join(service.home, "lantai-numbers.csv"), "utf8");

  it("get provisional codes in natural order, printed, tabled and kept", async () => {
    writeFiles(folder, { "scan10.jpg": "ten", "scan2.jpg": "two", "more, later/x.tif": "tif" });
    const { code, out } = await deposit();
    expect(code).toBe(0);
    expect(out).toMatch(/scan2\.jpg\s+L000-WS·2026·D10-0002/);
    expect(service.bytesOf("440100/b1/L000-WS·2026·D10-0003/001.jpg")?.toString()).toBe("ten");
    expect(service.bytesOf("440100/b1/L000-WS·2026·D10-0001.tif")?.toString()).toBe("tif");
    expect(table()).toMatch(/^\uFEFFfile,档号,page,/);
    expect(table()).toContain(`"${folder}/more, later/x.tif",L000-WS·2026·D10-0001,whole,440100\r\n`);
    expect(table()).toContain(`${folder}/scan10.jpg,L000-WS·2026·D10-0003,1,440100\r\n`);
    const before = table();
    writeFiles(folder, { "scan1.jpg": "one" });
    expect((await deposit()).out).toMatch(/scan1\.jpg\s+L000-WS·2026·D10-0004/);
    expect(table().startsWith(before)).toBe(true);
    expect(service.stored).toHaveLength(4);
  });

  it("of another batch get other codes, though they have the same names", async () => {
    writeFiles(folder, { "scan1.jpg": "one" });
    await deposit();
    writeFiles(folder, { "scan1.jpg": "something else" });
    await runIn(service.home, ["deposit", "scans", "--archive", "440100", "--batch", "b2"]);
    expect(service.stored).toEqual([
      "440100/b1/L000-WS·2026·D10-0001/001.jpg",
      "440100/b2/L000-WS·2026·D10-0002/001.jpg",
    ]);
  });

  it("never take a code under which the archive holds something else", async () => {
    service.occupy("L000-WS·2026·D10-0001", "0".repeat(64));
    writeFiles(folder, { "scan1.jpg": "one" });
    await deposit();
    expect(service.stored).toEqual(["440100/b1/L000-WS·2026·D10-0002/001.jpg"]);
  });

  it("begin at the code they are told", async () => {
    writeFiles(folder, { "scan1.jpg": "one", "scan2.jpg": "two" });
    await deposit("--number-from", "L001-ZY·2026·D30-00099");
    expect([...service.stored].sort()).toEqual([
      "440100/b1/L001-ZY·2026·D30-00099/001.jpg",
      "440100/b1/L001-ZY·2026·D30-00100/001.jpg",
    ]);
    expect((await deposit("--number-from", "nonsense")).code).toBe(2);
  });

  it("are left out and listed when they shall not be numbered", async () => {
    writeFiles(folder, { "scan1.jpg": "one", [`${item}/1.jpg`]: "page one" });
    const { code, out } = await deposit("--no-number");
    expect(code).toBe(0);
    expect(out).toMatch(/scan1\.jpg\s+has no archival code/);
    expect(service.stored).toEqual([`440100/b1/${item}/001.jpg`]);
  });
});

describe("a service in trouble", () => {
  it("is asked again while the trouble may pass", async () => {
    writeFiles(folder, { [`${item}/1.jpg`]: "page one" });
    service.failNext(3);
    const { code, err } = await deposit();
    expect(code).toBe(0);
    expect(err).toContain("trying again");
  });

  it("that cannot be reached ends with exit code 3 and the advice to run again", async () => {
    writeFiles(folder, { [`${item}/1.jpg`]: "page one" });
    const endpoints = endpointsAt("http://127.0.0.1:1", "http://127.0.0.1:1");
    writeFileSync(join(service.home, "endpoints.json"), JSON.stringify(endpoints));
    const away = await runIn(service.home, ["deposit", "scans", "--archive", "440100", "--batch", "b1"], {
      token: "t",
    });
    expect(away.code).toBe(3);
    expect(away.err).toContain("Run the same command again to go on");
  });

  it("whose S3 alone is away says so and goes on later", async () => {
    writeFiles(folder, { [`${item}/1.jpg`]: "page one" });
    const path = join(service.home, "endpoints.json");
    const before = readFileSync(path, "utf8");
    writeFileSync(path, before.replaceAll(service.s3.url, "http://127.0.0.1:1"));
    const away = await deposit();
    expect(away.code).toBe(3);
    expect(away.err).toContain("Nothing sent is lost");
    writeFileSync(path, before);
    expect((await deposit()).code).toBe(0);
  });

  it("that does not know the uploader's key is no reason to try again", async () => {
    writeFiles(folder, { [`${item}/1.jpg`]: "page one" });
    const path = join(service.home, "endpoints.json");
    writeFileSync(path, readFileSync(path, "utf8").replace("clerk-secret", "wrong"));
    const { code, err } = await deposit();
    expect(code).toBe(1);
    expect(err).toContain("Check the uploader's key");
    expect(err).not.toContain("trying again");
  });
});
