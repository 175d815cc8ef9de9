import type { Point, Quad } from "./quad.ts";

/** A rectangle that may stand askew; `angle` in radians, clockwise on screen, in (-π/4, π/4], is that of its width. */
export interface Rectangle {
  readonly centre: Point;
  readonly width: number;
  readonly height: number;
  readonly angle: number;
}

/** The convex hull, clockwise on screen, without points that lie on an edge (Andrew's monotone chain, 1979). */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const upper = chain(sorted);
  const lower = chain(sorted.toReversed());
  const hull = [...upper.slice(0, -1), ...lower.slice(0, -1)];
  return hull.length > 0 ? hull : sorted.slice(0, 1);
}

function chain(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    for (;;) {
      const [before, last] = [kept.at(-2), kept.at(-1)];
      if (!before || !last || turn(before, last, point) > 0) break;
      kept.pop();
    }
    kept.push(point);
  }
  return kept;
}

const turn = (a: Point, b: Point, c: Point): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/**
 * The smallest rectangle around points. One of its sides lies on a side of the hull (Freeman and Shapira, 1975), so
 * each side is tried. Text patches have few hull corners; calipers would not pay.
 *
 * @returns undefined for no points.
 */
export function minimumAreaRectangle(points: readonly Point[]): Rectangle | undefined {
  const hull = convexHull(points);
  let best: Rectangle | undefined;
  for (const [index, from] of hull.entries()) {
    const to = hull[(index + 1) % hull.length] ?? from;
    const rectangle = rectangleAlong(hull, quarterAngle(Math.atan2(to[1] - from[1], to[0] - from[0])));
    if (!best || rectangle.width * rectangle.height < best.width * best.height) best = rectangle;
  }
  return best;
}

/** The same direction or one at right angles to it, in (-π/4, π/4]. */
function quarterAngle(angle: number): number {
  return angle - (Math.PI / 2) * Math.ceil(angle / (Math.PI / 2) - 0.5);
}

function rectangleAlong(hull: readonly Point[], angle: number): Rectangle {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of hull) {
    const [along, across] = [x * cos + y * sin, y * cos - x * sin];
    left = Math.min(left, along);
    right = Math.max(right, along);
    top = Math.min(top, across);
    bottom = Math.max(bottom, across);
  }
  const [along, across] = [(left + right) / 2, (top + bottom) / 2];
  return {
    centre: [along * cos - across * sin, along * sin + across * cos],
    width: right - left,
    height: bottom - top,
    angle,
  };
}

/** A rectangle's corners after each of its sides moved outwards by `margin`. */
export function cornersOf({ centre, width, height, angle }: Rectangle, margin = 0): Quad {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [halfWidth, halfHeight] = [width / 2 + margin, height / 2 + margin];
  const corner = (x: number, y: number): Point => [centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos];
  return [
    corner(-halfWidth, -halfHeight),
    corner(halfWidth, -halfHeight),
    corner(halfWidth, halfHeight),
    corner(-halfWidth, halfHeight),
  ];
}
