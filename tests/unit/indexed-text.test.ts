import fc from "fast-check";
import { expect, test } from "vitest";
import { indexedText, owesIndexing } from "../../shared/domain/indexed-text.ts";
import { arbitraryPage } from "../support/arbitrary-page.ts";

test("a page is found by its text when it may be consulted and was read, and else by nothing", () => {
  fc.assert(
    fc.property(arbitraryPage, (page) => {
      const { state, reading, custody, restrictions = [] } = page;
      const found = state === "kept" && custody === undefined && !restrictions.includes("consultation");
      expect(indexedText(page)).toBe(found && reading.state === "read" ? reading.sha256 : undefined);
    }),
  );
});

test("an index that follows only what it is owed ends with what the last state says, whatever came between", () => {
  fc.assert(
    fc.property(fc.array(arbitraryPage, { minLength: 1, maxLength: 6 }), (states) => {
      let held: string | undefined;
      states.forEach((after, at) => {
        if (owesIndexing(states[at - 1], after)) held = indexedText(after);
      });
      expect(held).toBe(indexedText(states.at(-1)!));
    }),
  );
});

test("a page that changes in other things owes the index nothing", () => {
  fc.assert(
    fc.property(arbitraryPage, fc.nat(5), (page, more) => {
      const after = { ...page, revision: page.revision + more, writes: page.writes + 1, replicas: [] };
      expect(owesIndexing(page, after)).toBe(false);
    }),
  );
});
