import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findTextBoxes } from "../../functions/ocr/embedded/find-text-boxes.ts";
import { labelComponents } from "../../functions/ocr/embedded/label-components.ts";
import { convexHull, cornersOf, minimumAreaRectangle } from "../../functions/ocr/embedded/minimum-area-rectangle.ts";
import { distance, holds, type Point } from "../../functions/ocr/embedded/quad.ts";

const points = fc.array(fc.tuple(fc.integer({ min: -200, max: 200 }), fc.integer({ min: -200, max: 200 })), {
  minLength: 1,
  maxLength: 40,
});

describe("minimum-area rectangle", () => {
  test("holds every point, and is no larger than the upright box", () => {
    fc.assert(
      fc.property(points, (cloud) => {
        const rectangle = minimumAreaRectangle(cloud)!;
        const grown = cornersOf(rectangle, 1e-6);
        expect(cloud.every((point) => holds(grown, point))).toBe(true);
        const span = (axis: 0 | 1) =>
          Math.max(...cloud.map((point) => point[axis])) - Math.min(...cloud.map((point) => point[axis]));
        expect(rectangle.width * rectangle.height).toBeLessThanOrEqual(span(0) * span(1) + 1e-6);
        expect(Math.abs(rectangle.angle)).toBeLessThanOrEqual(Math.PI / 4 + 1e-9);
      }),
    );
  });

  test("finds a rectangle that stands askew again", () => {
    const sides = fc.record({
      angle: fc.double({ min: -0.7, max: 0.7, noNaN: true }),
      width: fc.integer({ min: 20, max: 400 }),
      height: fc.integer({ min: 5, max: 15 }),
    });
    fc.assert(
      fc.property(sides, ({ angle, width, height }) => {
        const found = minimumAreaRectangle(cornersOf({ centre: [50, 70], width, height, angle }))!;
        expect(found.width).toBeCloseTo(width, 6);
        expect(found.height).toBeCloseTo(height, 6);
        expect(found.angle).toBeCloseTo(angle, 6);
        expect(distance(found.centre, [50, 70])).toBeLessThan(1e-6);
      }),
    );
  });

  test("has no rectangle for no points, and a flat one for one point", () => {
    expect(minimumAreaRectangle([])).toBeUndefined();
    expect(minimumAreaRectangle([[3, 4]])).toMatchObject({ width: 0, height: 0 });
  });

  test("a hull does not depend on the order of the points", () => {
    fc.assert(
      fc.property(points, (cloud) => {
        const sorted = (hull: Point[]) => hull.map(String).toSorted();
        expect(sorted(convexHull(cloud.toReversed()))).toEqual(sorted(convexHull(cloud)));
      }),
    );
  });
});

describe("component labelling", () => {
  const WIDTH = 12;
  const grid = fc.array(fc.constantFrom(0, 0, 1), { minLength: WIDTH, maxLength: WIDTH * 10 }).map((cells) => {
    const height = Math.floor(cells.length / WIDTH);
    return { height, cells: Float32Array.from(cells.slice(0, height * WIDTH)) };
  });

  /** The definition, cell by cell: spread from a cell to all eight neighbours until nothing is left. */
  function areasByDefinition(cells: Float32Array, height: number): number[] {
    const seen = new Set<number>();
    const spread = (x: number, y: number): number => {
      const cell = y * WIDTH + x;
      if (x < 0 || y < 0 || x >= WIDTH || y >= height || seen.has(cell) || !cells[cell]) return 0;
      seen.add(cell);
      let area = 1;
      for (const dy of [-1, 0, 1]) for (const dx of [-1, 0, 1]) area += spread(x + dx, y + dy);
      return area;
    };
    return Array.from(cells.keys(), (cell) => spread(cell % WIDTH, Math.floor(cell / WIDTH))).filter(
      (area) => area > 0,
    );
  }

  test("finds the patches of the definition", () => {
    fc.assert(
      fc.property(grid, ({ cells, height }) => {
        const areas = labelComponents(cells, WIDTH, height, 0.5).map(({ area }) => area);
        expect(areas.toSorted()).toEqual(areasByDefinition(cells, height).toSorted());
      }),
      { numRuns: 300 },
    );
  });

  test("joins patches that meet only in a later row or over a corner", () => {
    const rows = ["#...#.", "#...#.", "#####.", ".....#"];
    const cells = Float32Array.from(rows.join(""), (cell) => (cell === "#" ? 0.8 : 0));
    const patches = labelComponents(cells, 6, 4, 0.5);
    expect(patches).toHaveLength(1);
    expect(patches[0]).toMatchObject({ area: 10, mean: expect.closeTo(0.8, 5) as number });
  });
});

describe("text boxes", () => {
  const map = (value: number): Float32Array => {
    const cells = new Float32Array(100 * 40);
    for (let y = 15; y < 21; y++) cells.fill(value, y * 100 + 20, y * 100 + 80);
    return cells;
  };

  test("grow the shrunken patch back by its area over its perimeter", () => {
    const [box] = findTextBoxes(map(0.9), 100, 40);
    const grown = (60 * 6 * 1.6) / (2 * 66);
    expect(box?.[0][0]).toBeCloseTo(20 - grown);
    expect(box?.[0][1]).toBeCloseTo(15 - grown);
    expect(box?.[2][0]).toBeCloseTo(80 + grown);
    expect(box?.[2][1]).toBeCloseTo(21 + grown);
  });

  test("leave out patches that are hardly text", () => {
    expect(findTextBoxes(map(0.4), 100, 40)).toEqual([]);
    expect(findTextBoxes(map(0), 100, 40)).toEqual([]);
  });
});
