import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { peerProgram } from "../../support/peer-program.ts";
import { openClientHome } from "../../support/run-client.ts";
import { SECRETS, type S3Host } from "../../support/s3-host.ts";
import { digests, ODD_NAMES, startForClients, writeScans } from "./client-scans.ts";

const program = peerProgram("s3cmd", "s3cmd");
const home = openClientHome();
let host: S3Host;
let scans: string;

beforeAll(async () => {
  host = await startForClients();
  scans = writeScans(home.path);
  for (const name of ["down", "sent"]) mkdirSync(join(home.path, name));
});
afterAll(async () => {
  await host.close();
  home.remove();
});

const s3cmd = (args: readonly string[], key: "CLERK" | "STRANGER" = "CLERK") => {
  const address = host.url.replace("http://", "");
  return home.run(program ?? "", [
    ...["--config", "/dev/null", "--access_key", key, "--secret_key", SECRETS[key] ?? "", "--no-ssl", "--no-progress"],
    ...["--host", address, "--host-bucket", address, "--region", "cn-north-1", ...args],
  ]);
};
const done = async (...args: string[]) => {
  const run = await s3cmd(args);
  expect(run.code, run.output).toBe(0);
  return run.stdout;
};

/** s3cmd(1). */
describe.runIf(program !== undefined)("with s3cmd", () => {
  it("a folder goes up, is listed, and comes down", async () => {
    await done("put", "--recursive", "scans/", "s3://intake/up/");
    const listed = await done("ls", "--recursive", "s3://intake/up/");
    for (const name of ODD_NAMES) expect(listed).toContain(`s3://intake/up/${name}\n`);
    await done("get", "--recursive", "s3://intake/up/", "down/");
    expect(digests(join(home.path, "down"))).toEqual(digests(scans));
  });

  it("a big file goes up in parts, and nothing of them stays", async () => {
    const sent = await done("put", "--multipart-chunk-size-mb=5", "scans/big.bin", "s3://intake/parts.bin");
    expect(sent).toContain("s3://intake/parts.bin");
    await done("get", "s3://intake/parts.bin", "parts.bin");
    expect(digests(home.path)["parts.bin"]).toBe(digests(scans)["big.bin"]);
    expect(await done("multipart", "s3://intake")).not.toContain("parts.bin");
  });

  it("what is said about an object is told and changed", async () => {
    await done("put", "scans/一卷/001.jpg", "s3://intake/说明 1.jpg");
    await done("modify", "--acl-private", "--add-header=x-amz-meta-batch:b1", "s3://intake/说明 1.jpg");
    const told = await done("info", "s3://intake/说明 1.jpg");
    expect(told).toContain("File size: 1000");
    expect(told).toContain("x-amz-meta-batch: b1");
    expect(told).toContain("FULL_CONTROL");
  });

  it("objects are copied and moved on the server, and removed", async () => {
    await done("put", "scans/一卷/001.jpg", "s3://intake/源 +.jpg");
    await done("cp", "--acl-private", "s3://intake/源 +.jpg", "s3://other/copy.jpg");
    await done("mv", "--acl-private", "s3://other/copy.jpg", "s3://other/moved.jpg");
    expect(await done("ls", "s3://other/")).toMatch(/ s3:\/\/other\/moved\.jpg\n$/);
    await done("del", "--recursive", "--force", "s3://other/");
    expect(await done("ls", "s3://other/")).toBe("");
  });

  it("an address signed by version 2 is refused, as in every region opened since 2014", async () => {
    const response = await fetch((await done("signurl", "s3://intake/anything", "+60")).trim());
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("AWS4-HMAC-SHA256")]);
  });

  it("the key that can only write sends files of any size, and sees nothing", async () => {
    const sent = await s3cmd(["put", "--recursive", "scans/", "s3://intake/440100/b1/"], "STRANGER");
    expect(sent.code, sent.output).toBe(0);
    await done("get", "--recursive", "s3://intake/440100/b1/", "sent/");
    expect(digests(join(home.path, "sent"))).toEqual(digests(scans));
    for (const refused of [
      ["ls", "s3://intake/440100/"],
      ["get", "s3://intake/440100/b1/empty", "x"],
      ["put", "scans/empty", "s3://intake/440300/b1/empty"],
      ["del", "s3://intake/440100/b1/empty"],
    ]) {
      const run = await s3cmd(refused, "STRANGER");
      expect(run.code, refused.join(" ")).not.toBe(0);
      expect(run.output).toMatch(/AccessDenied|403|Access Denied|Forbidden/);
    }
  });
});
