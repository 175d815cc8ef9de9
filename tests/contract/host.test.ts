import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startHost } from "../../local/host.ts";
import type { Host } from "../../local/host.ts";
import { eventually } from "../support/eventually.ts";
import { HOME, REPLICA, writeTinyApp } from "../support/tiny-app.ts";

const directory = mkdtempSync(path.join(tmpdir(), "lantai-host-"));
const assembly = writeTinyApp(path.join(directory, "cdk.out"));
const lines: string[] = [];
const start = (): Promise<Host> =>
  startHost({
    assembly,
    home: path.join(directory, "home"),
    firstPort: 0,
    users: [{ username: "li", name: { zh: "李", en: "Li" }, archiveId: "440100", roles: ["clerk", "reviewer"] }],
    parameters: ({ issuer }) => ({ IssuerUrl: issuer }),
    redirectUris: ["http://127.0.0.1/"],
    log: (line) => lines.push(line),
  });

let host: Host;
beforeAll(async () => {
  host = await start();
});
afterAll(async () => {
  await host.close();
  rmSync(directory, { recursive: true, force: true });
});

const uploader = (region: string, credentials = host.uploaders[0]!, signingRegion = region): S3Client =>
  new S3Client({ region: signingRegion, endpoint: host.regions[region]!.s3Url, forcePathStyle: true, credentials });

const token = async (username: string): Promise<string> => {
  const response = await fetch(`${host.issuer}/local/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  return access_token;
};

const items = async (): Promise<{ pk: { S: string }; text?: { S: string } }[]> => {
  const response = await fetch(`${host.regions[HOME]!.apiUrl}/items`, {
    headers: { authorization: `Bearer ${await token("li")}` },
  });
  expect(response.status).toBe(200);
  return (await response.json()) as { pk: { S: string }; text?: { S: string } }[];
};

const deposit = (key: string, body: string, client = uploader(HOME)) =>
  client.send(new PutObjectCommand({ Bucket: "tiny-intake", Key: key, Body: body }));

describe("a synthesized app on one machine", () => {
  test("an uploaded object goes by rule, queue and function to the table and the other region, and the stream tells", async () => {
    await deposit("440100/b1/一.txt", "第一页");
    await eventually(async () => {
      const found = await items();
      expect(found).toContainEqual(expect.objectContaining({ pk: { S: "440100/b1/一.txt" }, text: { S: "第一页" } }));
      expect(found).toContainEqual(expect.objectContaining({ of: { S: "440100/b1/一.txt" } }));
    });
    expect(host.regions[HOME]!.buckets).toEqual({ intake: "tiny-intake" });
    expect(host.regions[REPLICA]!.buckets).toEqual({ holdings: "tiny-replica" });
  });

  test("a client from outside may sign for any region", async () => {
    await deposit("440100/b1/us.txt", "x", uploader(HOME, host.uploaders[0], "us-east-1"));
    await eventually(async () => {
      expect((await items()).map(({ pk }) => pk.S)).toContain("440100/b1/us.txt");
    });
  });

  test("an uploader writes under its archive's prefix alone and reads nothing back", async () => {
    const client = uploader(HOME);
    await expect(deposit("310200/b1/x.txt", "x", client)).rejects.toMatchObject({
      name: "AccessDenied",
      message: expect.stringContaining("is not authorized to perform: s3:PutObject on resource:") as string,
    });
    await deposit("440100/b1/y.txt", "y", client);
    await expect(
      client.send(new GetObjectCommand({ Bucket: "tiny-intake", Key: "440100/b1/y.txt" })),
    ).rejects.toMatchObject({ name: "AccessDenied" });
    await expect(client.send(new ListObjectsV2Command({ Bucket: "tiny-intake" }))).rejects.toMatchObject({
      name: "AccessDenied",
    });
  });

  test("a wrong secret, an unknown key and no signature are refused", async () => {
    const { accessKeyId } = host.uploaders[0]!;
    await expect(
      deposit("440100/b1/z.txt", "z", uploader(HOME, { ...host.uploaders[0]!, secretAccessKey: "wrong" })),
    ).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
    await expect(
      deposit("440100/b1/z.txt", "z", uploader(HOME, { ...host.uploaders[0]!, accessKeyId: `${accessKeyId}X` })),
    ).rejects.toMatchObject({ name: "InvalidAccessKeyId" });
    const anonymous = await fetch(`${host.regions[HOME]!.s3Url}/tiny-intake/440100/b1/y.txt`);
    expect(anonymous.status).toBe(403);
    expect(await anonymous.text()).toContain("<Code>AccessDenied</Code>");
  });

  test("a cut region is not reached by functions of others until it is healed, but by its own clients", async () => {
    host.control.cut(REPLICA);
    await deposit("440100/b2/cut.txt", "held up");
    await eventually(async () => {
      expect((await items()).map(({ pk }) => pk.S)).toContain("440100/b2/cut.txt");
    });
    const outside = await fetch(`${host.regions[REPLICA]!.s3Url}/tiny-replica`);
    expect(outside.status).toBe(403);
    const waiting = () => host.control.queues().find(({ queue }) => queue === "tiny-arrived")!;
    await eventually(() => {
      expect(waiting().visible + waiting().inFlight).toBeGreaterThan(0);
    });
    host.control.heal(REPLICA);
    await eventually(() => {
      expect(waiting(), lines.join("\n")).toMatchObject({ visible: 0, inFlight: 0 });
    });
    expect(() => host.control.cut("cn-south-1")).toThrow(RangeError);
  });

  test("the API wants a token, knows its routes, and survives a crash of its function", async () => {
    const { apiUrl } = host.regions[HOME]!;
    const unauthorized = await fetch(`${apiUrl}/items`);
    expect([unauthorized.status, await unauthorized.json()]).toEqual([401, { message: "Unauthorized" }]);
    const unknown = await fetch(`${apiUrl}/nowhere`);
    expect([unknown.status, await unknown.json()]).toEqual([404, { message: "Not Found" }]);
    const crashed = await fetch(`${apiUrl}/crash`);
    expect([crashed.status, await crashed.json()]).toEqual([500, { message: "Internal Server Error" }]);
    const open = await fetch(`${apiUrl}/open/${encodeURIComponent("Z109-WS·2011-Y")}/a/%E4%BA%91?x=1&x=2`);
    expect(await open.json()).toMatchObject({
      routeKey: "GET /open/{name}/{rest+}",
      pathParameters: { name: "Z109-WS·2011-Y", rest: "a/云" },
      queryStringParameters: { x: "1,2" },
      isBase64Encoded: false,
    });
    const echo = await fetch(`${apiUrl}/echo`, {
      method: "POST",
      headers: { authorization: `Bearer ${await token("li")}`, cookie: "a=1; b=2" },
      body: new Uint8Array([0, 255]),
    });
    expect(await echo.json()).toMatchObject({
      cookies: ["a=1", "b=2"],
      body: "AP8=",
      isBase64Encoded: true,
      requestContext: {
        authorizer: { jwt: { claims: { sub: "li", archiveId: "440100", roles: "[clerk reviewer]" } } },
      },
    });
  });

  test("what was acknowledged, keys and tokens outlive a restart", async () => {
    const before = structuredClone(host.uploaders[0]);
    const kept = (await items()).map(({ pk }) => pk.S);
    host.control.cut(REPLICA);
    await deposit("440100/b3/before.txt", "before the restart");
    await host.close();
    host = await start();
    expect(host.uploaders[0]).toMatchObject({
      accessKeyId: before?.accessKeyId,
      secretAccessKey: before?.secretAccessKey,
    });
    expect(host.control.cutRegions()).toEqual([REPLICA]);
    host.control.heal(REPLICA);
    await eventually(async () => {
      expect((await items()).map(({ pk }) => pk.S)).toEqual(expect.arrayContaining([...kept, "440100/b3/before.txt"]));
    });
  });
});
