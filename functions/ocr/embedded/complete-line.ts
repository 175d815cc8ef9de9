import type { Raster } from "../../../shared/imaging/raster.ts";
import type { ReadCharacter } from "./decode-line.ts";
import { withLooseEnds } from "./line-ends.ts";
import type { Quad } from "./quad.ts";
import { lengthOf, textOf, type ReadLine } from "./read-line.ts";

/** How surely a mark at an end must be read to be added. */
const SURE_MARK = 0.6;
const SURE_CHARACTER = 0.9;
const MARK = /^[。，、；：！？）》]$/u;
const HAN = /^\p{Script=Han}$/u;

/**
 * A line with the character at either end that was not read at first. The line is read again where ink stands at its
 * ends; the second reading counts only if it says the same and one character more.
 *
 * @param others boxes the line is not to grow into.
 * @param read reads a box of the page.
 */
export async function completeLine(
  raster: Raster,
  line: ReadLine,
  others: readonly Quad[],
  read: (quad: Quad) => Promise<ReadLine>,
): Promise<ReadLine> {
  const [first, last] = [line.characters[0], line.characters.at(-1)];
  if (line.vertical || lengthOf(line) < 2 || !first || !last) return line;
  const middles = { first: (first.from + first.to) / 2, last: (last.from + last.to) / 2 };
  const longer = withLooseEnds(raster, line.quad, middles, others);
  if (!longer) return line;
  const again = await read(longer);
  return addsOne(line, again) ? again : line;
}

function addsOne(line: ReadLine, again: ReadLine): boolean {
  const [before, after] = [textOf(line).trim(), textOf(again).trim()];
  const [first, last] = [again.characters[0], again.characters.at(-1)];
  if (first && after === first.text + before) return isSure(first) && !MARK.test(first.text);
  return last !== undefined && after === before + last.text && isSure(last);
}

const isSure = ({ text, confidence }: ReadCharacter): boolean =>
  (MARK.test(text) && confidence >= SURE_MARK) || (HAN.test(text) && confidence >= SURE_CHARACTER);
