/** A place on a raster in pixels, y downwards. */
export type Point = readonly [x: number, y: number];

/** Four corners, clockwise on screen, from the top left of what the quad holds. */
export type Quad = readonly [Point, Point, Point, Point];

export const distance = (a: Point, b: Point): number => Math.hypot(b[0] - a[0], b[1] - a[1]);

/** The point a `fraction` of the way from `a` to `b`. */
export const between = (a: Point, b: Point, fraction: number): Point => [
  a[0] + (b[0] - a[0]) * fraction,
  a[1] + (b[1] - a[1]) * fraction,
];

export const centre = (quad: Quad): Point =>
  between(between(quad[0], quad[2], 0.5), between(quad[1], quad[3], 0.5), 0.5);

/** Whether a convex quad holds a point; its edges belong to it. */
export function holds(quad: Quad, [x, y]: Point): boolean {
  return quad.every((from, index) => {
    const to = quad[(index + 1) % 4] ?? from;
    return (to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]) >= 0;
  });
}

/** The part of a quad from one fraction of its reading direction (first to second corner) to another. */
export const slice = ([a, b, c, d]: Quad, from: number, to: number): Quad => [
  between(a, b, from),
  between(a, b, to),
  between(d, c, to),
  between(d, c, from),
];

/** The same quad with corners counted from the next one clockwise, `steps` times. */
export function startingAt([a, b, c, d]: Quad, steps: 0 | 1 | 2 | 3): Quad {
  switch (steps) {
    case 0:
      return [a, b, c, d];
    case 1:
      return [b, c, d, a];
    case 2:
      return [c, d, a, b];
    case 3:
      return [d, a, b, c];
  }
}
