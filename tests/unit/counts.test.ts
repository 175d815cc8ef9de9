import fc from "fast-check";
import { expect, test } from "vitest";
import { batchCounts, type BatchCounts } from "../../shared/contract/batch-counts.ts";
import { addCounts, allCounts, countChange } from "../../shared/domain/counts.ts";
import { isSafe, type Page } from "../../shared/domain/page.ts";
import { arbitraryPage } from "../support/arbitrary-page.ts";

const countedOneByOne = (pages: readonly Page[]): Partial<BatchCounts> => {
  const kept = pages.filter(({ state }) => state === "kept");
  const readings = kept.map(({ reading }) => reading);
  return {
    pages: kept.length,
    ocrPending: readings.filter(({ state }) => state === "pending").length,
    read: readings.filter(({ state }) => state === "read").length,
    failed: readings.filter(({ state }) => state === "failed").length,
    needsPerson: readings.filter((reading) => reading.state === "read" && reading.needsPerson).length,
    safe: kept.filter(isSafe).length,
    unsafe: kept.filter((page) => !isSafe(page)).length,
  };
};

test("whatever pages go through, the changes add up to what a count of the pages finds", () => {
  const moves = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), arbitraryPage), { maxLength: 40 });
  fc.assert(
    fc.property(moves, (history) => {
      const standing = new Map<number, Page>();
      const changes = history.map(([number, after]) => {
        const change = countChange(standing.get(number), after);
        standing.set(number, after);
        return change;
      });
      expect(allCounts(addCounts(changes))).toMatchObject(countedOneByOne([...standing.values()]));
    }),
    { numRuns: 300 },
  );
});

test("a page that leaves takes its counts along", () => {
  fc.assert(
    fc.property(arbitraryPage, (page) => {
      expect(addCounts([countChange(undefined, page), countChange(page, undefined)])).toEqual({});
    }),
  );
});

test("the order and the grouping of changes do not matter", () => {
  const change = fc.record(
    Object.fromEntries(batchCounts.keyof().options.map((name) => [name, fc.integer({ min: -2, max: 2 })])),
    {
      requiredKeys: [],
    },
  );
  fc.assert(
    fc.property(fc.array(change), fc.array(change), (some, others) => {
      const together = addCounts([...some, ...others]);
      expect(addCounts([...others].reverse().concat(some))).toEqual(together);
      expect(addCounts([addCounts(some), addCounts(others)])).toEqual(together);
    }),
  );
});

test("every count is told, also those nothing moved", () => {
  expect(Object.keys(allCounts({ pages: 2 })).sort()).toEqual([...batchCounts.keyof().options].sort());
  expect(allCounts({ pages: 2, safe: undefined })).toMatchObject({ pages: 2, safe: 0, refused: 0 });
});
