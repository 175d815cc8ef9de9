import type { OcrLine, OcrResult } from "./ocr-result.ts";
import { around, placeOf, sharedHeight, sharedWidth, type Place } from "./page-layout.ts";
import { isFragment, isLabel, readMark, type MarkedLevel } from "./secrecy-pattern.ts";

/**
 * A secrecy mark found on a page (保密法 art. 14, 20; GB/T 9704-2012, 7.2.2): what was printed or stamped to mark the page, not
 * a sentence that speaks of secrets. `text` is as it was read, of 80 characters at most. Whether the mark still holds is not
 * asked: crossed out, run out or lifted, a person decides.
 */
export type SecrecyMark = { readonly level: MarkedLevel; readonly text: string; readonly place: Place };

type Piece = { readonly text: string; readonly place: Place; readonly vertical: boolean };

/** A page as a reader sees it, for the questions that a bare word raises. */
type Sheet = { readonly pieces: readonly Piece[]; readonly usualSize: number };

const heightOf = ({ top, bottom }: Place): number => bottom - top;
const widthOf = ({ left, right }: Place): number => right - left;
/** Of its characters: the height of a row, the width of a column. */
const sizeOf = ({ place, vertical }: Piece): number => (vertical ? widthOf(place) : heightOf(place));

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

/** Runs of a line that stand clearly apart: by a wide space between its words, or by spaces in its text. */
const apart = (line: OcrLine, rotation: OcrResult["rotation"]): Piece[] => {
  const { vertical, words } = line;
  const whole = placeOf(line, rotation);
  if (words.length < 2 || vertical)
    return line.text
      .split(/\s{2,}|\u3000+/u)
      .filter((part) => part.trim() !== "")
      .map((text) => ({ text, place: whole, vertical }));
  const wide = heightOf(whole) * 1.6;
  const runs: { text: string; place: Place }[] = [];
  for (const word of words) {
    const place = placeOf(word, rotation);
    const last = runs.at(-1);
    if (last === undefined || place.left - last.place.right > wide) runs.push({ text: word.text, place });
    else runs[runs.length - 1] = { text: last.text + word.text, place: around(last.place, place) };
  }
  return runs.map((run) => ({ ...run, vertical }));
};

/** Above this share of the page a mark stands in its head; below that one, in the corners of its foot. */
const head = 0.4;
const foot = 0.86;

const standsWhereMarksStand = ({ place }: Piece): boolean => {
  const middle = (place.top + place.bottom) / 2;
  const across = (place.left + place.right) / 2;
  return middle < head || (middle > foot && (across < 0.3 || across > 0.7));
};

const isLarge = (piece: Piece, { usualSize }: Sheet): boolean => sizeOf(piece) > usualSize * 1.7;

const endsSentence = /[。．.！!？?：:；;）)]$/u;

/** Whether a piece is the rest of the line before it: flush with it, of its size, right behind it, and that line ran on. */
const goesOn = (piece: Piece, { pieces }: Sheet): boolean =>
  pieces.some((before) => {
    const size = sizeOf(piece);
    const alike = before.vertical === piece.vertical && Math.abs(sizeOf(before) - size) < size * 0.35;
    if (before === piece || !alike || before.text.trim().length < 8 || endsSentence.test(before.text.trim()))
      return false;
    const flush = piece.vertical ? before.place.top - piece.place.top : before.place.left - piece.place.left;
    const behind = piece.vertical ? before.place.left - piece.place.right : piece.place.top - before.place.bottom;
    return flush < size * 3 && flush > -size && behind > -size && behind < size * 1.5;
  });

/** Whether a label 密级 stands before it in its row, or over it in its column. */
const hasLabel = ({ place }: Piece, { pieces }: Sheet): boolean =>
  pieces.some(
    (other) =>
      isLabel(other.text) &&
      ((sharedHeight(other.place, place) > 0.5 && other.place.right <= place.left + heightOf(place)) ||
        (sharedWidth(other.place, place) > 0.5 && other.place.bottom <= place.top + heightOf(place))),
  );

const asMark = (piece: Piece, sheet: Sheet): SecrecyMark | undefined => {
  const found = readMark(piece.text);
  if (found === undefined) return undefined;
  const speaks = (): boolean =>
    hasLabel(piece, sheet) || isLarge(piece, sheet) || (standsWhereMarksStand(piece) && !goesOn(piece, sheet));
  if (found.sure === "bare" && !speaks()) return undefined;
  return { level: found.level, text: piece.text.trim().slice(0, 80), place: piece.place };
};

/** The nearest fragment behind `piece` in its row, or under it in its column. */
const nextOf = (piece: Piece, fragments: readonly Piece[], way: "row" | "column"): Piece | undefined => {
  const size = Math.min(heightOf(piece.place), widthOf(piece.place));
  const behind = fragments.flatMap((other) => {
    if (other === piece) return [];
    const inLine = way === "row" ? sharedHeight(piece.place, other.place) : sharedWidth(piece.place, other.place);
    const gap = way === "row" ? other.place.left - piece.place.right : other.place.top - piece.place.bottom;
    return inLine > 0.5 && gap > -size * 0.5 && gap < size * 6 ? [{ other, gap }] : [];
  });
  return behind.toSorted((a, b) => a.gap - b.gap)[0]?.other;
};

/** What fragments say together: 机 + 密 set far apart, 机密 + ★ + 10年 found as three lines. */
const together = (pieces: readonly Piece[]): Piece[] => {
  const fragments = pieces.filter(({ text }) => isFragment(text));
  return fragments.flatMap((start) =>
    (["row", "column"] as const).flatMap((way) => {
      const chains: Piece[] = [];
      let last = start;
      let chain = start;
      for (let links = 0; links < 5; links += 1) {
        const next = nextOf(last, fragments, way);
        if (next === undefined) break;
        const place = around(chain.place, next.place);
        chain = { text: chain.text + next.text, place, vertical: way === "column" };
        chains.push(chain);
        last = next;
      }
      return chains;
    }),
  );
};

const strictest: readonly MarkedLevel[] = ["top-secret", "secret", "confidential", "unstated", "internal"];

/** Every mark on a page, the strictest first. A page stored on its side is read as a person holds it. */
export const secrecyMarks = ({ lines, rotation }: Pick<OcrResult, "lines" | "rotation">): SecrecyMark[] => {
  const whole = lines.map((line): Piece => ({
    text: line.text,
    place: placeOf(line, rotation),
    vertical: line.vertical,
  }));
  const sheet: Sheet = { pieces: whole, usualSize: median(whole.map(sizeOf)) };
  const edges = lines.flatMap((line) => {
    const runs = apart(line, rotation);
    return runs.length < 2 ? [] : [runs[0], runs.at(-1)].flatMap((run) => run ?? []);
  });
  return [...whole, ...edges, ...together([...whole, ...edges])]
    .flatMap((piece) => asMark(piece, sheet) ?? [])
    .toSorted((one, other) => strictest.indexOf(one.level) - strictest.indexOf(other.level));
};

/** The strictest mark on a page; undefined when there is none. */
export const secrecyMarkOf = (result: Pick<OcrResult, "lines" | "rotation">): SecrecyMark | undefined =>
  secrecyMarks(result)[0];
