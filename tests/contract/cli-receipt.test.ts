import { createHash } from "node:crypto";
import { createSign, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { calculateJwkThumbprint } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { verifyReceipt } from "../../clients/cli/commands/receipt.ts";
import { startSession } from "../../clients/cli/session.ts";
import type { World } from "../../clients/cli/world.ts";
import type { SignedType } from "../../shared/contract/signing.ts";
import { compactJws, signingInput } from "../../shared/signing/compact-jws.ts";

const folder = mkdtempSync(join(tmpdir(), "lantai-receipt-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const list = `${JSON.stringify({ archivalCode: "Z109-WS·2011·Y·办公室-0001", page: 1 })}\n`;
const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
const content = {
  iss: "440100",
  iat: 1_795_680_000,
  batchId: "2026-civil",
  accessionType: "transfer",
  from: { name: "市民政局" },
  restrictions: [],
  decision: { what: "accepted", by: "approver", at: "2026-11-23T08:00:00.000Z", reason: "检测合格" },
  custody: "holding",
  refused: 0,
  list: {
    mediaType: "application/x-ndjson",
    sha256: digest(list),
    bytes: Buffer.byteLength(list),
    items: 1,
    pages: 1,
    files: 1,
    fileBytes: 7,
  },
};

const keyPair = async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { kty, crv, x, y } = publicKey.export({ format: "jwk" }) as Record<string, string>;
  const kid = await calculateJwkThumbprint({ kty: kty!, crv: crv!, x: x!, y: y! });
  const sign = (claims: object, typ: SignedType = "lantai-receipt+jws"): string => {
    const input = signingInput({ alg: "ES256", kid, typ }, claims as typeof content);
    return compactJws(input, createSign("sha256").update(input).sign(privateKey));
  };
  return { sign, keys: { keys: [{ kty, crv, x, y, kid, alg: "ES256", use: "sig" }] } };
};

let own: Awaited<ReturnType<typeof keyPair>>;
let other: Awaited<ReturnType<typeof keyPair>>;
beforeAll(async () => {
  own = await keyPair();
  other = await keyPair();
});
beforeEach(() => {
  writeFileSync(join(folder, "r.keys.json"), JSON.stringify(own.keys));
  writeFileSync(join(folder, "r.pages.ndjson"), list);
});

/** What the command says of a receipt, and what it ends with; nothing of it may need a network or a state folder. */
const verified = async (jws: string, options: Parameters<typeof verifyReceipt>[2] = {}) => {
  writeFileSync(join(folder, "r.jws"), jws);
  const said: string[] = [];
  const stdout = new Writable({ write: (text, _, done) => (said.push(String(text)), done()) });
  const world = { home: "/nowhere", workingFolder: folder, stdout, stderr: stdout } as Partial<World> as World;
  const code = await verifyReceipt(startSession(world, "en"), "r.jws", options);
  return { code, said: said.join("") };
};

describe("lantai receipt verify", () => {
  test("says who signed what and when, and that the list is the one", async () => {
    const { code, said } = await verified(own.sign(content));
    expect(code).toBe(0);
    expect(said).toContain("archive 440100 signed it at 2026-11-26T08:00:00.000Z");
    expect(said).toContain("Batch 2026-civil: accepted, from 市民政局");
    expect(said).toContain("The list is the one");
    expect(said).toContain("no seal");
  });

  test("believes no receipt that was changed, is of other keys, of another type, or is none", async () => {
    const [header, payload, signature] = own.sign(content).split(".") as [string, string, string];
    const forged = Buffer.from(payload, "base64url").toString().replace('"pages":1', '"pages":2');
    const cases = [
      [[header, Buffer.from(forged).toString("base64url"), signature].join("."), "changed after it was signed"],
      [other.sign(content), "None of the keys"],
      [own.sign(content, "lantai-test-report+jws"), "something else than a receipt"],
      [own.sign({ iss: "440100", iat: 1 }), "what it signs is no receipt"],
      ["no signature at all", "no signed receipt"],
      ["", "no signed receipt"],
    ];
    for (const [jws = "", why = ""] of cases)
      expect(await verified(jws), why).toMatchObject({ code: 1, said: expect.stringContaining(why) as string });
  });

  test("finds a list that is not the one the receipt speaks of", async () => {
    writeFileSync(join(folder, "other.ndjson"), `${list} `);
    const { code, said } = await verified(own.sign(content), { list: "other.ndjson" });
    expect(code).toBe(1);
    expect(said).toContain(digest(`${list} `));
  });

  test("names the file it misses, and keys that are none", async () => {
    await expect(verified(own.sign(content), { list: "gone.ndjson" })).rejects.toMatchObject({
      messageName: "receiptFileMissing",
    });
    writeFileSync(join(folder, "bad.json"), "{}");
    await expect(verified(own.sign(content), { keys: "bad.json" })).rejects.toMatchObject({
      messageName: "receiptKeysUnreadable",
    });
  });
});
