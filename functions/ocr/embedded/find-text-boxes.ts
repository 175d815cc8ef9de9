import { labelComponents } from "./label-components.ts";
import { cornersOf, minimumAreaRectangle } from "./minimum-area-rectangle.ts";
import type { Quad } from "./quad.ts";

/** Cells of the map that count as text, and the mean a patch must reach: PaddleOCR's `det_db_thresh`, and a little below its `det_db_box_thresh`. */
const TEXT_THRESHOLD = 0.3;
const PATCH_THRESHOLD = 0.5;
/** The network is trained on shrunken text (DBNet, arXiv 1911.08947, section 3.5); this is how far a patch is grown back. */
const GROWTH = 1.6;
const SMALLEST_PATCH = 12;
const SMALLEST_SIDE = 3;

/**
 * Text lines on a map of text probabilities, as quads in map cells. Lines stand askew as they do on the page; a quad's
 * first side is within 45° of the horizontal.
 */
export function findTextBoxes(probabilities: Float32Array, width: number, height: number): Quad[] {
  return labelComponents(probabilities, width, height, TEXT_THRESHOLD).flatMap((patch) => {
    if (patch.area < SMALLEST_PATCH || patch.mean < PATCH_THRESHOLD) return [];
    const rectangle = minimumAreaRectangle(patch.outline);
    if (!rectangle || Math.min(rectangle.width, rectangle.height) < SMALLEST_SIDE) return [];
    const perimeter = 2 * (rectangle.width + rectangle.height);
    return [cornersOf(rectangle, (rectangle.width * rectangle.height * GROWTH) / perimeter)];
  });
}
