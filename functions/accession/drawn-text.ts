import { openSync, type Font, type FontCollection } from "fontkit";
import { xmlText } from "../../shared/domain/xml-text.ts";

export type DrawnStyle = {
  /** Of the characters, in the units of the picture. */
  readonly size: number;
  readonly fill?: string;
  readonly bold?: boolean;
  readonly anchor?: "middle" | "end";
  /** No wider than this: what is cut off shows as an ellipsis. */
  readonly within?: number;
};

/** Draws text of one picture as outlines, so that it looks the same wherever no font has its characters. */
export type TextPen = {
  /** @returns SVG, with the text itself for whoever reads it aloud. */
  readonly text: (x: number, y: number, said: string, style: DrawnStyle) => string;
  readonly width: (said: string, size: number) => number;
  /** The outlines that were used; they belong into the picture once. */
  readonly outlines: () => string;
};

const isFont = (opened: Font | FontCollection): opened is Font => "layout" in opened;

/** What no font draws, such as the controls that a check has found, is shown as a box. */
const drawable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/gu, "▯");

const rounded = (value: number): string => String(Math.round(value * 100) / 100);

/** Opens a font (TrueType) and makes a pen for each picture. @throws Error when the file holds no single font. */
export const textPens = (file: string): (() => TextPen) => {
  const font = openSync(file);
  if (!isFont(font)) throw new Error(`${file} is a collection of fonts`);
  return () => penOf(font);
};

const penOf = (font: Font): TextPen => {
  const used = new Map<number, string>();
  const width = (said: string, size: number): number =>
    (font.layout(drawable(said)).advanceWidth * size) / font.unitsPerEm;

  const cut = (said: string, size: number, within: number): string => {
    if (width(said, size) <= within) return said;
    const characters = Array.from(said);
    let [fits, tooMany] = [0, characters.length];
    while (tooMany - fits > 1) {
      const half = Math.floor((fits + tooMany) / 2);
      if (width(`${characters.slice(0, half).join("")}…`, size) <= within) fits = half;
      else tooMany = half;
    }
    return `${characters.slice(0, fits).join("")}…`;
  };

  const glyph = (id: number): string => {
    if (!used.has(id)) used.set(id, font.getGlyph(id).path.toSVG());
    return `g${id}`;
  };

  const text: TextPen["text"] = (x, y, said, { size, fill = "#222", bold = false, anchor, within }) => {
    const shown = drawable(within === undefined ? said : cut(said, size, within));
    const { glyphs, positions, advanceWidth } = font.layout(shown);
    const scale = size / font.unitsPerEm;
    const all = advanceWidth * scale;
    const left = anchor === "end" ? x - all : anchor === "middle" ? x - all / 2 : x;
    let at = 0;
    const drawn = glyphs.map(({ id }, index) => {
      const from = at;
      at += positions[index]?.xAdvance ?? 0;
      return `<use href="#${glyph(id)}" x="${rounded(from)}"/>`;
    });
    // The one weight that the font comes in, drawn a little thicker.
    const thick = bold ? ` stroke="${fill}" stroke-width="${font.unitsPerEm / 28}" stroke-linejoin="round"` : "";
    const placed = `translate(${rounded(left)} ${rounded(y)}) scale(${scale.toPrecision(5)} ${(-scale).toPrecision(5)})`;
    return `<g role="img" aria-label="${xmlText(shown)}" transform="${placed}" fill="${fill}"${thick}>${drawn.join("")}</g>`;
  };

  return {
    text,
    width,
    outlines: () =>
      `<defs>${[...used].map(([id, path]) => (path === "" ? `<g id="g${id}"/>` : `<path id="g${id}" d="${path}"/>`)).join("")}</defs>`,
  };
};
