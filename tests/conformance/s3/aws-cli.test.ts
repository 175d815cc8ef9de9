import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { peerProgram } from "../../support/peer-program.ts";
import { openClientHome } from "../../support/run-client.ts";
import { SECRETS, type S3Host } from "../../support/s3-host.ts";
import { BIG_BYTES, digests, ODD_NAMES, startForClients, writeScans } from "./client-scans.ts";

const program = peerProgram("aws", "awscli");
const home = openClientHome();
let host: S3Host;
let scans: string;

beforeAll(async () => {
  host = await startForClients();
  scans = writeScans(home.path);
});
afterAll(async () => {
  await host.close();
  home.remove();
});

const aws = (args: readonly string[], key: "CLERK" | "STRANGER" = "CLERK") =>
  home.run(program ?? "", ["--endpoint-url", host.url, ...args], {
    AWS_ACCESS_KEY_ID: key,
    AWS_SECRET_ACCESS_KEY: SECRETS[key] ?? "",
    AWS_DEFAULT_REGION: "cn-north-1",
  });
const done = async (args: readonly string[], key?: "CLERK" | "STRANGER") => {
  const run = await aws(args, key);
  expect(run.code, run.output).toBe(0);
  return run.stdout;
};
const answer = async (args: readonly string[]): Promise<unknown> => JSON.parse(await done(["s3api", ...args]));

/** AWS CLI Command Reference, "s3" and "s3api". */
describe.runIf(program !== undefined)("with aws cli", () => {
  it("a folder goes up, is listed, comes down and is in step", async () => {
    await done(["s3", "cp", "--recursive", "--no-progress", "scans", "s3://intake/up/"]);
    const listed = await done(["s3", "ls", "--recursive", "s3://intake/up/"]);
    for (const name of ODD_NAMES) expect(listed).toContain(` up/${name}\n`);
    expect(await done(["s3", "sync", "--no-progress", "scans", "s3://intake/up/"])).toBe("");
    await done(["s3", "sync", "--no-progress", "s3://intake/up/", "down"]);
    expect(digests(join(home.path, "down"))).toEqual(digests(scans));
  });

  it("a big file goes up in parts", async () => {
    await done(["s3", "cp", "--no-progress", "scans/big.bin", "s3://intake/parts/big.bin"]);
    const head = await answer(["head-object", "--bucket", "intake", "--key", "parts/big.bin", "--part-number", "1"]);
    expect(head).toMatchObject({ PartsCount: 3, ContentLength: 8 * 1024 ** 2 });
  });

  it("objects are copied and moved on the server, and removed", async () => {
    await done(["s3", "cp", "--recursive", "--no-progress", "scans", "s3://intake/copied/"]);
    await done(["s3", "cp", "--recursive", "--no-progress", "s3://intake/copied/", "s3://other/copied/"]);
    await done(["s3", "mv", "--no-progress", "s3://other/copied/big.bin", "s3://other/moved.bin"]);
    await done(["s3", "cp", "--no-progress", "s3://other/moved.bin", "moved.bin"]);
    expect(digests(home.path)["moved.bin"]).toBe(digests(scans)["big.bin"]);
    await done(["s3", "rm", "--recursive", "s3://other/"]);
    expect((await aws(["s3", "ls", "--recursive", "s3://other/"])).stdout).toBe("");
  });

  it("a presigned address gives the object to anybody", async () => {
    await done(["s3", "cp", "--no-progress", "scans/一卷/001.jpg", "s3://intake/given/一 卷+.jpg"]);
    const url = (await done(["s3", "presign", "s3://intake/given/一 卷+.jpg"])).trim();
    const response = await fetch(url);
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, 1000]);
    expect((await fetch(url.replace("given", "taken"))).status).toBe(403);
  });

  it("versions are listed page by page, and a removed object comes back with its marker gone", async () => {
    const named = ["--bucket", "intake", "--key", "versions/a"];
    for (const body of ["one", "two"]) {
      writeFileSync(join(home.path, "body"), body);
      await answer(["put-object", ...named, "--body", "body", "--checksum-algorithm", "SHA256"]);
    }
    const marker = (await answer(["delete-object", ...named])) as { VersionId: string };
    const listed = (await answer([
      ...["list-object-versions", "--bucket", "intake", "--prefix", "versions/", "--page-size", "1"],
    ])) as { Versions: unknown[]; DeleteMarkers: unknown[] };
    expect([listed.Versions.length, listed.DeleteMarkers.length]).toEqual([2, 1]);
    await answer(["delete-object", ...named, "--version-id", marker.VersionId]);
    expect(await answer(["head-object", ...named])).toMatchObject({ ContentLength: 3 });
  });

  it("the key that can only write sends files of any size, and sees nothing", async () => {
    await done(["s3", "cp", "--recursive", "--no-progress", "scans", "s3://intake/440100/b1/"], "STRANGER");
    const head = await answer(["head-object", "--bucket", "intake", "--key", "440100/b1/big.bin"]);
    expect(head).toMatchObject({ ContentLength: BIG_BYTES });
    for (const refused of [
      ["s3", "sync", "scans", "s3://intake/440100/b1/"],
      ["s3", "ls", "s3://intake/440100/"],
      ["s3", "cp", "s3://intake/440100/b1/empty", "x"],
      ["s3", "cp", "scans/empty", "s3://intake/440300/b1/empty"],
      ["s3", "rm", "s3://intake/440100/b1/empty"],
    ]) {
      const run = await aws(refused, "STRANGER");
      expect(run.code, refused.join(" ")).not.toBe(0);
      expect(run.output).toMatch(/AccessDenied|403|Forbidden/);
    }
  });
});
