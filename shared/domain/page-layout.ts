import type { OcrLine, OcrResult, PagePoint } from "./ocr-result.ts";

/** Where something stands on the upright page, in fractions of it. */
export type Place = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

const upright = ([x, y]: PagePoint, rotation: OcrResult["rotation"]): PagePoint => {
  switch (rotation) {
    case 0:
      return [x, y];
    case 90:
      return [1 - y, x];
    case 180:
      return [1 - x, 1 - y];
    case 270:
      return [y, 1 - x];
  }
};

/** The box around a line on the page as a reader holds it. */
export const placeOf = ({ polygon }: Pick<OcrLine, "polygon">, rotation: OcrResult["rotation"]): Place => {
  const corners = polygon.map((corner) => upright(corner, rotation));
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
};

/** The smallest place that has both in it. */
export const around = (one: Place, other: Place): Place => ({
  left: Math.min(one.left, other.left),
  top: Math.min(one.top, other.top),
  right: Math.max(one.right, other.right),
  bottom: Math.max(one.bottom, other.bottom),
});

const overlap = (from: number, to: number, otherFrom: number, otherTo: number): number =>
  Math.max(0, Math.min(to, otherTo) - Math.max(from, otherFrom));

/** How much of the smaller one's height two places share: 1 when they stand on one row. */
export const sharedHeight = (one: Place, other: Place): number =>
  overlap(one.top, one.bottom, other.top, other.bottom) /
  Math.max(1e-9, Math.min(one.bottom - one.top, other.bottom - other.top));

/** How much of the smaller one's width two places share: 1 when one stands under the other. */
export const sharedWidth = (one: Place, other: Place): number =>
  overlap(one.left, one.right, other.left, other.right) /
  Math.max(1e-9, Math.min(one.right - one.left, other.right - other.left));
