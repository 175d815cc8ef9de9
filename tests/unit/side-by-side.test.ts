import fc from "fast-check";
import { expect, test } from "vitest";
import { sideBySide } from "../../functions/catalogue/side-by-side.ts";

const piece = fc.record({ about: fc.uniqueArray(fc.nat(5), { maxLength: 3 }), turns: fc.nat(6) });
const turns = async (times: number) => {
  for (let at = 0; at < times; at += 1) await Promise.resolve();
};

test("work is told of in order, at most so many pieces at once, and none beside another about the same", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), async (pieces, most) => {
      const told: number[] = [];
      const underWay = new Map<number, readonly number[]>();
      const works = sideBySide<number>(most, async (at) => {
        await turns(2);
        told.push(at);
      });
      for (const [at, { about, turns: long }] of pieces.entries())
        await works.start(new Set(about.map(String)), async () => {
          for (const others of underWay.values()) expect(others.filter((name) => about.includes(name))).toEqual([]);
          underWay.set(at, about);
          expect(underWay.size).toBeLessThanOrEqual(most);
          await turns(long);
          underWay.delete(at);
          return at;
        });
      await works.finish();
      expect(told).toEqual(pieces.map((_, at) => at));
    }),
  );
});

test("work that fails is told of when its turn comes, and nothing behind it is", async () => {
  const told: number[] = [];
  const works = sideBySide<number>(3, (at) => {
    told.push(at);
    return Promise.resolve();
  });
  await works.start(new Set(), () => Promise.resolve(1));
  await works.start(new Set(), () => Promise.reject(new Error("no")));
  await works.start(new Set(), () => Promise.resolve(3));
  await expect(works.finish()).rejects.toThrow("no");
  await works.settle();
  expect(told).toEqual([1]);
});
