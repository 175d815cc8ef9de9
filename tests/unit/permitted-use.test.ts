import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { restrictedUse } from "../../shared/contract/accession.ts";
import {
  mayBeCertified,
  mayBeConsulted,
  mayBeFoundByPerson,
  mayBeUsed,
  type PermittedUse,
} from "../../shared/domain/permitted-use.ts";
import { arbitraryPage } from "../support/arbitrary-page.ts";

const uses: readonly PermittedUse[] = [...restrictedUse.options, "certification"];
const forbidden = fc.subarray([...restrictedUse.options], { minLength: 1 });

describe("what may be done with a page", () => {
  test.each<[string[], PermittedUse[]]>([
    [[], ["consultation", "copying", "publication", "certification"]],
    [["publication"], ["consultation", "copying", "certification"]],
    [["copying"], ["consultation"]],
    [["consultation"], []],
  ])("when the giver forbids %j: %j", (restrictions, allowed) => {
    const page = { state: "kept" as const, restrictions: restrictedUse.array().parse(restrictions) };
    expect(uses.filter((use) => mayBeUsed(page, use))).toEqual(allowed);
  });

  test("is nothing when it does not stand, or is kept for its owner only", () => {
    fc.assert(
      fc.property(arbitraryPage, fc.constantFrom(...uses), (page, use) => {
        if (page.state !== "kept") expect(mayBeUsed(page, use)).toBe(false);
        expect(mayBeUsed({ ...page, custody: "registration-backup" }, use)).toBe(false);
        expect(mayBeCertified({ ...page, custody: "registration-backup" })).toBe(false);
      }),
    );
  });

  test("is never more under more restrictions", () => {
    fc.assert(
      fc.property(arbitraryPage, forbidden, forbidden, fc.constantFrom(...uses), (page, some, more, use) => {
        const under = (restrictions: typeof some) => mayBeUsed({ ...page, restrictions }, use);
        if (!under(some)) expect(under([...some, ...more])).toBe(false);
      }),
    );
  });

  test("is certified only where it may be copied, and copied only where it may be read", () => {
    fc.assert(
      fc.property(arbitraryPage, (page) => {
        if (mayBeCertified(page)) expect(mayBeUsed(page, "copying")).toBe(true);
        if (mayBeUsed(page, "copying")) expect(mayBeConsulted(page)).toBe(true);
      }),
    );
  });
});

describe("a unit", () => {
  const open = { state: "open", custody: "holding", restrictions: [] } as const;
  test("is found by whom it names when one of its pages may be opened, or it has none", () => {
    expect(mayBeFoundByPerson(undefined, [])).toBe(true);
    fc.assert(
      fc.property(fc.array(arbitraryPage, { minLength: 1 }), (pages) => {
        expect(mayBeFoundByPerson(open, pages)).toBe(pages.some(mayBeConsulted));
      }),
    );
  });
  test.each([
    ["returned", { ...open, state: "returned" }],
    ["a registration backup", { ...open, custody: "registration-backup" }],
    ["held", { ...open, quarantine: { at: "2026-03-02T01:00:00.000Z", by: "x", mark: "机密" } }],
    ["not to be consulted", { ...open, restrictions: ["consultation"] }],
  ] as const)("of a batch that is %s is not found, whatever its pages", (_, batch) => {
    fc.assert(fc.property(fc.array(arbitraryPage), (pages) => !mayBeFoundByPerson(batch, pages)));
  });
});
