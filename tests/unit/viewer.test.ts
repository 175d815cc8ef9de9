import { describe, expect, test } from "vitest";
import {
  isVendor,
  mayDecideBatches,
  mayKeepBatches,
  mayOperate,
  mayRead,
  readableArchives,
} from "../../shared/domain/viewer.ts";
import { viewerFrom } from "../../shared/runtime/viewer.ts";

const clerk = { principal: "clerk", archiveId: "440100", roles: ["archivist"] };
const auditor = { principal: "auditor", archiveId: undefined, roles: ["auditor"] };

describe("unopened records", () => {
  test("are read inside the archive that holds them, and nowhere else", () => {
    expect(mayRead(clerk, "440100")).toBe(true);
    expect(mayRead(clerk, "440300")).toBe(false);
    expect(mayRead(auditor, "440100")).toBe(false);
  });

  test("are searched in one's own archive, whether it is named or not", () => {
    expect(readableArchives(clerk, undefined)).toEqual(["440100"]);
    expect(readableArchives(clerk, "440100")).toEqual(["440100"]);
    expect(readableArchives(clerk, "440300")).toEqual([]);
    expect(readableArchives(auditor, undefined)).toEqual([]);
    expect(readableArchives(auditor, "440100")).toEqual([]);
  });
});

describe("a vendor", () => {
  test("has no other role's rights, whatever other roles it is given", () => {
    const vendor = { ...clerk, roles: ["vendor", "archivist", "approver", "platform-operator"] };
    expect(isVendor(vendor)).toBe(true);
    expect(isVendor(clerk)).toBe(false);
    expect([mayRead, mayKeepBatches, mayDecideBatches].map((may) => may(vendor, "440100"))).toEqual(
      Array(3).fill(false),
    );
    expect(mayOperate(vendor)).toBe(false);
    expect(readableArchives(vendor, "440100")).toEqual([]);
  });
});

describe("who calls", () => {
  const from = (claims: object) => viewerFrom({ jwt: { claims, scopes: null } });

  test.each([
    ["as API Gateway writes lists", "[archivist reviewer]"],
    ["as JSON", '["archivist","reviewer"]'],
    ["as a list", ["archivist", "reviewer"]],
  ])("has roles told %s", (_, roles) => {
    expect(from({ sub: "wang", archiveId: "440100", roles })).toEqual({
      principal: "wang",
      archiveId: "440100",
      roles: ["archivist", "reviewer"],
    });
  });

  test("belongs to no archive when the claim is missing or is no archive's code", () => {
    expect(from({ sub: "wang" })).toEqual({ principal: "wang", archiveId: undefined, roles: [] });
    expect(from({ sub: "wang", archiveId: "44010" })).toMatchObject({ archiveId: undefined });
    expect(from({ sub: "wang", archiveId: "440100 440300" })).toMatchObject({ archiveId: undefined });
  });

  test("is nobody without verified claims", () => {
    for (const context of [undefined, {}, { jwt: {} }, { jwt: { claims: {} } }, { lambda: { sub: "wang" } }])
      expect(viewerFrom(context)).toBeUndefined();
  });
});
