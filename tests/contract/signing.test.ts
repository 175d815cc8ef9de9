import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "../../shared/contract/routes.ts";
import { ARCHIVE, FAR_ARCHIVE, NEIGHBOUR, openCells, type Cells } from "../support/cell.ts";

let cells: Cells;
beforeAll(async () => {
  cells = await openCells();
});
afterAll(() => cells.close());

const issuedAt = "2026-11-23T08:00:00.500Z";
const receipt = {
  type: "lantai-receipt+jws",
  issuedAt,
  content: { batchId: "2026-11", title: "云山 & <移交>" },
} as const;
const keysOf = (archiveId: string): Promise<JSONWebKeySet> => cells.home.listKeys({ archiveId });

/** All that somebody needs who trusts nothing but the archive's published keys. */
const verify = async (jws: string, keys: JSONWebKeySet) => {
  const options = { algorithms: ["ES256"], issuer: ARCHIVE, typ: "lantai-receipt+jws" };
  const { payload, protectedHeader } = await jwtVerify(jws, createLocalJWKSet(keys), options);
  return { payload, protectedHeader };
};

describe("what an archive signs", () => {
  test("is verified by its published keys, and says who signed it, when, and as what", async () => {
    const jws = await cells.home.signer.sign({ archiveId: ARCHIVE, ...receipt });
    const keys = await keysOf(ARCHIVE);
    expect(routes.listKeys.answer.parse(keys)).toEqual(keys);
    const { payload, protectedHeader } = await verify(jws, keys);
    expect(payload).toEqual({ ...receipt.content, iss: ARCHIVE, iat: Date.parse("2026-11-23T08:00:00.000Z") / 1000 });
    expect(protectedHeader).toEqual({ alg: "ES256", kid: keys.keys[0]?.kid, typ: "lantai-receipt+jws" });
  });

  test("may be larger than what KMS takes at once", async () => {
    const content = { list: Array.from({ length: 1000 }, (_, at) => `Z109-${at}`) };
    const jws = await cells.home.signer.sign({ archiveId: ARCHIVE, ...receipt, content });
    await expect(verify(jws, await keysOf(ARCHIVE))).resolves.toMatchObject({ payload: content });
  });

  test("is not verified once a letter of it is changed, nor by the keys of another archive", async () => {
    const jws = await cells.home.signer.sign({ archiveId: ARCHIVE, ...receipt });
    const [header = "", payload = "", signature = ""] = jws.split(".");
    const other = Buffer.from(payload, "base64url").toString().replace("2026-11", "2026-12");
    const changed = [header, Buffer.from(other).toString("base64url"), signature].join(".");
    await expect(verify(changed, await keysOf(ARCHIVE))).rejects.toMatchObject({
      code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
    });
    await expect(verify(jws, await keysOf(NEIGHBOUR))).rejects.toMatchObject({ code: "ERR_JWKS_NO_MATCHING_KEY" });
  });

  test("under one type is not taken for another", async () => {
    const jws = await cells.home.signer.sign({ archiveId: ARCHIVE, ...receipt, type: "lantai-test-report+jws" });
    await expect(verify(jws, await keysOf(ARCHIVE))).rejects.toMatchObject({ code: "ERR_JWT_CLAIM_VALIDATION_FAILED" });
  });

  test("is signed at the archive's home and nowhere else, and its keys are told there", async () => {
    await expect(cells.replica.signer.sign({ archiveId: ARCHIVE, ...receipt })).rejects.toMatchObject({
      name: "NotFoundException",
    });
    await expect(cells.replica.listKeys({ archiveId: ARCHIVE })).rejects.toMatchObject({ code: "other-region" });
    await expect(cells.home.listKeys({ archiveId: FAR_ARCHIVE })).rejects.toMatchObject({ code: "other-region" });
    await expect(cells.home.listKeys({ archiveId: "999999" })).rejects.toMatchObject({ code: "not-found" });
  });
});
