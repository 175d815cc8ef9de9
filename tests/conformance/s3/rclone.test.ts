import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { peerProgram } from "../../support/peer-program.ts";
import { openClientHome } from "../../support/run-client.ts";
import { SECRETS, type S3Host } from "../../support/s3-host.ts";
import { digests, ODD_NAMES, startForClients, writeScans } from "./client-scans.ts";

const program = peerProgram("rclone", "rclone");
const home = openClientHome();
const IN_PARTS = ["--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M"];
/** rclone names versions by their time, so each gets a second of its own. */
let nowMs = Date.parse("2026-11-23T00:00:00Z");
let host: S3Host;
let scans: string;

beforeAll(async () => {
  host = await startForClients(() => nowMs);
  scans = writeScans(home.path);
});
afterAll(async () => {
  await host.close();
  home.remove();
});

const rclone = (args: readonly string[], key: "CLERK" | "STRANGER" = "CLERK") =>
  home.run(
    program ?? "",
    [
      ...args,
      ...["--s3-provider", "Other", "--s3-env-auth", "--s3-endpoint", host.url, "--s3-region", "cn-north-1"],
      ...["--retries", "1", "--low-level-retries", "1"],
    ],
    { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: SECRETS[key] ?? "" },
  );
const done = async (...args: string[]) => {
  const run = await rclone(args);
  expect(run.code, run.output).toBe(0);
  return run.stdout;
};

/** rclone, "Amazon S3 Storage Providers". */
describe.runIf(program !== undefined)("with rclone", () => {
  it("a folder goes up, in parts where it is big, and every checksum is found equal", async () => {
    await done("copy", "scans", ":s3:intake/up", ...IN_PARTS);
    await done("check", "scans", ":s3:intake/up");
    await done("check", "--download", "scans", ":s3:intake/up");
    const listed = await done("lsf", "-R", "--files-only", ":s3:intake/up");
    expect(listed.trim().split("\n").sort()).toEqual([...ODD_NAMES, "big.bin"].sort());
    await done("sync", ":s3:intake/up", "down");
    expect(digests(join(home.path, "down"))).toEqual(digests(scans));
  });

  it("objects are copied and moved on the server, and removed", async () => {
    await done("copy", "scans", ":s3:intake/server", ...IN_PARTS);
    await done("copy", ":s3:intake/server", ":s3:other/server", "--s3-copy-cutoff", "5M");
    await done("check", "scans", ":s3:other/server");
    await done("moveto", ":s3:other/server/big.bin", ":s3:other/moved.bin");
    expect(await done("lsf", ":s3:other")).toBe("moved.bin\nserver/\n");
    await done("purge", ":s3:other/server");
    expect(await done("lsf", ":s3:other")).toBe("moved.bin\n");
    expect(await done("lsf", "--files-only", ":s3:intake/server", "--include", "empty")).toBe("empty\n");
  });

  it("old versions are seen and read", async () => {
    for (const body of ["one", "second"]) {
      writeFileSync(join(home.path, "body"), body);
      await done("copyto", "body", ":s3:intake/versions/a.txt");
      nowMs += 1000;
    }
    await done("deletefile", ":s3:intake/versions/a.txt");
    expect(await done("lsf", ":s3:intake/versions")).toBe("");
    const listed = await done("lsf", "--s3-versions", ":s3:intake/versions");
    const [first, second] = ["a-v2026-11-23-000000-000.txt", "a-v2026-11-23-000001-000.txt"] as const;
    expect(listed.split("\n")).toEqual(expect.arrayContaining([first, second]));
    expect(await done("cat", "--s3-versions", ":s3:intake/versions", "--include", first)).toBe("one");
    expect(await done("cat", "--s3-versions", ":s3:intake/versions", "--include", second)).toBe("second");
  });

  it("a link gives the object to anybody", async () => {
    await done("copyto", "scans/一卷/001.jpg", ":s3:intake/given/一 卷.jpg");
    const response = await fetch((await done("link", "--expire", "1h", ":s3:intake/given/一 卷.jpg")).trim());
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, 1000]);
  });

  it("the key that can only write sends files as README says, and sees nothing", async () => {
    const writeOnly = ["--s3-no-check-bucket", "--s3-no-head", "--no-check-dest", ...IN_PARTS];
    const sent = await rclone(["copy", "scans", ":s3:intake/440100/b1", ...writeOnly], "STRANGER");
    expect(sent.code, sent.output).toBe(0);
    await done("check", "scans", ":s3:intake/440100/b1");
    for (const refused of [
      ["sync", "scans", ":s3:intake/440100/b1"],
      ["lsf", ":s3:intake/440100"],
      ["copy", "scans", ":s3:intake/440300/b1", ...writeOnly],
    ]) {
      const run = await rclone(refused, "STRANGER");
      expect(run.code, refused.join(" ")).not.toBe(0);
      expect(run.output).toMatch(/AccessDenied|Forbidden/);
    }
  });
});
