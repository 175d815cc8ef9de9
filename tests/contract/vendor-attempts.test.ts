import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "../../shared/contract/routes.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import { vendorAttempts, type VendorAttempt } from "../../shared/runtime/vendor-attempts.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { ARCHIVE, NEIGHBOUR, openCells, type Cells } from "../support/cell.ts";
import { HISTORY_TABLE } from "../support/cloud.ts";

const vendor: Viewer = { principal: "vendor-440100", archiveId: ARCHIVE, roles: ["vendor"] };
const forVendors = { method: "POST", path: "/v1/for/{archiveId}/vendors", vendors: true } as const;
const path = { archiveId: NEIGHBOUR, archivalCode: "Z109-WS·2011·Y·办公室-0001" };

let cells: Cells;
let made = 0;
const newEvent = () => {
  const time = new Date(Date.UTC(2026, 10, 23, 9) + (made += 1)).toISOString();
  return { eventId: `${time}-0000000a`, time };
};
beforeAll(async () => {
  cells = await openCells();
});
afterAll(() => cells.close());

const through = (attempt: VendorAttempt, answered: () => Promise<unknown>, history = HISTORY_TABLE) =>
  vendorAttempts({ documents: cells.home.documents, history, newEvent })(attempt, answered);
const lastOf = async (archiveId: string) => (await cells.home.history(archiveId)).at(-1);

describe("what a vendor asks", () => {
  test("is refused, and noted, of every operation that is not for vendors; nobody looks at the question", async () => {
    for (const route of Object.values(routes).filter((one) => one.signedIn && !("vendors" in one))) {
      const answered = () => Promise.reject(new Error("was asked"));
      await expect(through({ route, path, viewer: vendor }, answered)).rejects.toMatchObject({ code: "not-allowed" });
      expect(await lastOf(ARCHIVE)).toMatchObject({
        type: "vendor-refused",
        actor: "vendor-440100",
        asked: `${route.method} ${route.path}`,
        about: path,
        why: "not-for-vendors",
      });
    }
  });

  test("is answered of one that is, and leaves no note", async () => {
    const before = await cells.home.history();
    expect(await through({ route: forVendors, path, viewer: vendor }, () => Promise.resolve("permit"))).toBe("permit");
    expect(await cells.home.history()).toEqual(before);
  });

  test("is noted there too when it is refused, with the reason", async () => {
    const refuse = (code: "request-invalid" | "other-region") => () =>
      Promise.reject(new CallerError(code, { zh: "不行", en: "no" }));
    for (const why of ["request-invalid", "other-region"] as const) {
      await expect(through({ route: forVendors, path, viewer: vendor }, refuse(why))).rejects.toThrow("no");
      expect(await lastOf(ARCHIVE)).toMatchObject({ why });
    }
  });

  test("is noted at the archive that was asked when the vendor is of none, and else under no archive", async () => {
    const nobodys = { ...vendor, archiveId: undefined };
    const ask = (of: VendorAttempt["path"]) =>
      through({ route: routes.search, path: of, viewer: nobodys }, () => Promise.resolve()).catch(() => undefined);
    await ask(path);
    expect(await lastOf(NEIGHBOUR)).toMatchObject({ actor: "vendor-440100", asked: "GET /v1/search" });
    await ask({ archiveId: "not an archive" });
    expect(await lastOf("000000")).toMatchObject({ about: { archiveId: "not an archive" } });
  });

  test("is not answered when it cannot be noted", async () => {
    const attempt = { route: routes.search, path, viewer: vendor };
    await expect(through(attempt, () => Promise.resolve(), "no-such-table")).rejects.toThrow(/not found|resource/i);
  });
});
