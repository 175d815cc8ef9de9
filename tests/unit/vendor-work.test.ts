import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openAccession, type Accession, type StepResult } from "../../shared/domain/accession.ts";
import { parseIntakeKey } from "../../shared/domain/intake-key.ts";
import {
  assignVendor,
  declareUnclassified,
  leadsOut,
  nameVendor,
  permitFor,
  permitMilliseconds,
  refusedByOthersWork,
} from "../../shared/domain/vendor-work.ts";
import { arbitraryPage } from "../support/arbitrary-page.ts";

const step = { actor: "archivist-440100", at: "2026-11-23T08:00:00.000Z", reason: "2026 年数字化" };
const window = { from: "2026-11-23T00:00:00.000Z", until: "2026-12-23T00:00:00.000Z" };
const vendor = { name: "某数字化公司", qualification: { number: "GZ-1", expiresOn: "2026-12-31" }, window };
const statement = { text: "经审核，本批次不涉密、不含敏感信息。", sha256: "a".repeat(64) };
const batch = { archiveId: "440100", batchId: "b1" };
const now = new Date("2026-11-25T01:00:00.000Z");

const made = (result: StepResult): Accession => {
  if (!result.ok) throw new Error(result.why);
  return result.after;
};
const opened = made(
  openAccession(
    undefined,
    { ...batch, accessionType: "transfer", from: { name: "x" }, restrictions: [], vendor },
    step,
  ),
);
const ready = made(assignVendor(made(declareUnclassified(opened, statement, step)), ["v1"], step));
const whyNot = (of: Accession | undefined, principal = "v1", at = now) => {
  const decision = permitFor(of, principal, at);
  return decision.ok ? undefined : decision.why;
};

describe("a vendor's person", () => {
  test("uploads for a quarter of an hour once declared to and assigned, within the window", () => {
    expect(permitFor(ready, "v1", now)).toEqual({ ok: true, until: new Date("2026-11-25T01:15:00.000Z") });
  });

  test("does not upload into a batch that somebody else is assigned to, or nobody, or that is not there", () => {
    expect(whyNot(ready, "v2")).toBe("not-assigned");
    expect(whyNot(opened)).toBe("not-assigned");
    expect(whyNot(undefined)).toBe("not-assigned");
    expect(whyNot(made(assignVendor(ready, [], step)))).toBe("not-assigned");
    expect(whyNot({ ...ready, vendor: undefined })).toBe("not-assigned");
  });

  test("does not upload before the archive has declared that nothing is secret", () => {
    expect(whyNot(made(assignVendor(opened, ["v1"], step)))).toBe("no-declaration");
  });

  test("does not upload into a batch that is closed or held", () => {
    for (const state of ["closed", "tested", "accepted", "returned"] as const)
      expect(whyNot({ ...ready, state })).toBe("batch-closed");
    const quarantine = { at: step.at, by: "service:ocr", archivalCode: "Z109-WS·2011·Y·办公室-0001", mark: "机密" };
    expect(whyNot({ ...ready, quarantine })).toBe("batch-held");
  });

  test("uploads to the end of the qualification's last day in Beijing", () => {
    const qualified = { ...ready, vendor: { ...vendor, qualification: { number: "GZ-1", expiresOn: "2026-11-25" } } };
    const end = Date.parse("2026-11-25T16:00:00.000Z");
    expect(permitFor(qualified, "v1", new Date(end - 60_000))).toEqual({ ok: true, until: new Date(end) });
    expect(whyNot(qualified, "v1", new Date(end))).toBe("qualification-expired");
  });

  test("has no permit outside of the window, nor one that outlasts it or a quarter of an hour", () => {
    const from = Date.parse(window.from);
    const until = Date.parse(window.until);
    fc.assert(
      fc.property(fc.integer({ min: from - 3_600_000, max: until + 3_600_000 }), (at) => {
        const decision = permitFor(ready, "v1", new Date(at));
        const within = at >= from && at <= until - permitMilliseconds.least;
        const why = within ? undefined : at < from ? "before-window" : "after-window";
        expect(decision.ok ? undefined : decision.why).toBe(why);
        if (!decision.ok) return;
        const ends = decision.until.getTime();
        expect(ends).toBeLessThanOrEqual(until);
        expect(ends - at).toBeLessThanOrEqual(permitMilliseconds.most);
        expect(ends - at).toBeGreaterThanOrEqual(permitMilliseconds.least);
      }),
    );
  });
});

describe("what is arranged with a vendor", () => {
  test("holds for that vendor: another one is declared to and assigned anew", () => {
    const later = { ...vendor, window: { ...window, until: "2027-01-23T00:00:00.000Z" } };
    expect(made(nameVendor(ready, later, step)).vendorWork).toEqual(ready.vendorWork);
    for (const other of [
      { ...vendor, name: "另一公司" },
      { ...vendor, qualification: { ...vendor.qualification, number: "GZ-2" } },
    ]) {
      const after = made(nameVendor(ready, other, step));
      expect(after.vendor).toEqual(other);
      expect(after.vendorWork).toBeUndefined();
    }
  });

  test("is noted with who, when and why; the declaration with its words", () => {
    expect(ready.vendorWork).toEqual({
      declaration: { by: step.actor, at: step.at, ...statement },
      assigned: ["v1"],
    });
    expect(ready.transitions.map(({ to }) => to)).toEqual(["open", "vendor-declared", "vendor-assigned"]);
  });

  test("needs a batch that is open, and a vendor", () => {
    const steps = [
      (of: Accession | undefined) => nameVendor(of, vendor, step),
      (of: Accession | undefined) => declareUnclassified(of, statement, step),
      (of: Accession | undefined) => assignVendor(of, ["v1"], step),
    ];
    const quarantine = { at: step.at, by: "service:ocr", archivalCode: "Z109-WS·2011·Y·办公室-0001", mark: "机密" };
    for (const one of steps) {
      expect(one(undefined)).toEqual({ ok: false, why: "not-opened" });
      expect(one({ ...ready, state: "closed" })).toEqual({ ok: false, why: "not-open" });
      expect(one({ ...ready, quarantine })).toEqual({ ok: false, why: "held" });
    }
    const { vendor: _, ...nobodys } = opened;
    for (const one of steps.slice(1)) expect(one(nobodys)).toEqual({ ok: false, why: "no-vendor" });
  });
});

describe("a key", () => {
  const code = "Z109-WS·2011·Y·办公室-0001";

  test.each([`440100/b2/${code}/001.jpg`, `640100/b1/${code}/001.jpg`, `/440100/b1/${code}/001.jpg`, "440100", ""])(
    "%j leads out of the batch",
    (key) => expect(leadsOut(key, batch)).toBe(true),
  );

  test.each([`440100/b1/${code}/001.jpg`, `440100/b1/${code}.pdf`, "440100/b1/nonsense/001.jpg"])(
    "%j stays in it, whether or not it can be taken",
    (key) => expect(leadsOut(key, batch)).toBe(false),
  );

  test("with steps upwards stays in it too: S3 walks no folders, and intake takes no such key", () => {
    expect(leadsOut(`440100/b1/../b2/${code}/001.jpg`, batch)).toBe(false);
    expect(parseIntakeKey(`440100/b1/../b2/${code}/001.jpg`)).toMatchObject({ ok: false, code: "key-malformed" });
  });
});

describe("others' work", () => {
  test("is not replaced by a vendor's batch; by any other it may be", () => {
    fc.assert(
      fc.property(arbitraryPage, fc.constantFrom("b1", "b2"), (page, batchId) => {
        const standing = [{ ...page, batchId }];
        const barred = page.state === "kept" && batchId !== "b1";
        expect(refusedByOthersWork(ready, standing)?.code).toBe(barred ? "page-of-another-batch" : undefined);
        const { vendor: _, ...own } = ready;
        expect(refusedByOthersWork(own, standing)).toBeUndefined();
        expect(refusedByOthersWork(undefined, standing)).toBeUndefined();
      }),
    );
  });
});
