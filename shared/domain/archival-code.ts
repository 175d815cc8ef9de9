import { codePart, foldCodeCharacters, isCodeCharacter, splitCode } from "./archival-code-characters.ts";
import type { CodeCharacter, CodePart } from "./archival-code-characters.ts";
import {
  isRetention,
  readCatalogue,
  readCategory,
  readClassAndYear,
  readFonds,
  readItem,
  readOffice,
  readRetention,
  readVolume,
  refuse,
} from "./archival-code-grammar.ts";
import type { ArchivalCodeProblem, Category, Read } from "./archival-code-grammar.ts";

export type { ArchivalCodeProblem } from "./archival-code-grammar.ts";

/** Characters, after outer spaces are gone. Bounds the key of an object and the name of a file. */
export const archivalCodeMaxLength = 120;

type CodeParts =
  /** DA/T 13-2022, arranged by item: 全宗号-类别号-件号. */
  | { readonly grammar: "2022-item"; readonly fonds: string; readonly category: Category; readonly item: string }
  /** DA/T 13-2022, arranged by volume: 全宗号-类别号-案卷号/组号/册号-件号/页号. */
  | {
      readonly grammar: "2022-volume";
      readonly fonds: string;
      readonly category: Category;
      readonly volume: string;
      readonly item: string;
    }
  /** DA/T 22-2015: 全宗号-门类代码·年度-保管期限代码[-机构/问题]-件号. */
  | { readonly grammar: "2015-item"; readonly fonds: string; readonly category: Category; readonly item: string }
  /** DA/T 13-94: 全宗号-目录号-案卷号-件号/页号. */
  | {
      readonly grammar: "1994-volume";
      readonly fonds: string;
      readonly catalogue: string;
      readonly volume: string;
      readonly item: string;
    };

/** A 档号 taken apart. Numbers stay strings: their leading zeros are part of the code. */
export type ArchivalCode = CodeParts & {
  /** The one spelling under which the code is stored, compared and shown. */
  readonly canonical: string;
};

export type ArchivalCodeReading =
  | { readonly ok: true; readonly code: ArchivalCode }
  /** `at`: where in the given text (UTF-16 units) the trouble begins. */
  | { readonly ok: false; readonly problem: ArchivalCodeProblem; readonly at?: number };

type Level = { readonly characters: readonly CodeCharacter[]; readonly whole: CodePart; readonly end: CodePart };

const levelsOf = (characters: readonly CodeCharacter[], end: number): readonly Level[] =>
  splitCode(characters, "-").map((level) => {
    const last = level.at(-1);
    return {
      characters: level,
      whole: codePart(level, end),
      end: { text: "", at: last === undefined ? end : last.at + last.char.length },
    };
  });

const dotted = ({ characters, end }: Level): readonly CodePart[] =>
  splitCode(characters, "·").map((part) => codePart(part, end.at));

const read1994 = (fonds: string, [catalogue, volume, item]: readonly Level[]): Read<CodeParts> => {
  if (catalogue === undefined || volume === undefined || item === undefined) {
    return { ok: false, problem: "too-few-levels" };
  }
  const inCatalogue = readCatalogue(catalogue.whole);
  if (!inCatalogue.ok) return inCatalogue;
  const inVolume = readVolume(volume.whole);
  if (!inVolume.ok) return inVolume;
  const atItem = readItem(item.whole);
  if (!atItem.ok) return atItem;
  return {
    ok: true,
    value: {
      grammar: "1994-volume",
      fonds,
      catalogue: inCatalogue.value,
      volume: inVolume.value,
      item: atItem.value,
    },
  };
};

const read2015 = (
  fonds: string,
  classAndYear: Level,
  retention: Level,
  office: Level | undefined,
  item: Level,
): Read<CodeParts> => {
  const dated = readClassAndYear(dotted(classAndYear), classAndYear.end);
  if (!dated.ok) return dated;
  const kept = readRetention(retention.whole);
  if (!kept.ok) return kept;
  const named = office === undefined ? undefined : readOffice(office.whole);
  if (named?.ok === false) return named;
  const atItem = readItem(item.whole);
  if (!atItem.ok) return atItem;
  const category = { ...dated.value, retention: kept.value, ...(named && { office: named.value }) };
  return { ok: true, value: { grammar: "2015-item", fonds, category, item: atItem.value } };
};

const read2022 = (fonds: string, series: Level, volume: Level | undefined, item: Level): Read<CodeParts> => {
  const category = readCategory(dotted(series), series.end);
  if (!category.ok) return category;
  const inVolume = volume === undefined ? undefined : readVolume(volume.whole);
  if (inVolume?.ok === false) return inVolume;
  const atItem = readItem(item.whole);
  if (!atItem.ok) return atItem;
  const common = { fonds, category: category.value, item: atItem.value };
  return {
    ok: true,
    value:
      inVolume === undefined
        ? { grammar: "2022-item", ...common }
        : { grammar: "2022-volume", ...common, volume: inVolume.value },
  };
};

/** A second level that begins with a digit is a 目录号; a retention as third level, or five levels, are DA/T 22-2015. */
const readLevels = (levels: readonly Level[]): Read<CodeParts> => {
  const [first, second, third, fourth, fifth, surplus] = levels;
  if (first === undefined || second === undefined || third === undefined) {
    return { ok: false, problem: "too-few-levels" };
  }
  const fonds = readFonds(first.whole);
  if (!fonds.ok) return fonds;
  if (surplus !== undefined) return refuse("too-many-levels", surplus.whole);
  if (/^\d/.test(second.whole.text)) {
    return fifth === undefined ? read1994(fonds.value, levels.slice(1)) : refuse("too-many-levels", fifth.whole);
  }
  if (fifth !== undefined && fourth !== undefined) return read2015(fonds.value, second, third, fourth, fifth);
  if (fourth === undefined) return read2022(fonds.value, second, undefined, third);
  return isRetention(third.whole)
    ? read2015(fonds.value, second, third, undefined, fourth)
    : read2022(fonds.value, second, third, fourth);
};

/**
 * Reads a 档号 in any of the grammars in use and gives its one canonical spelling: half width, `-` between levels,
 * `·` (U+00B7) within a level, Latin letters in upper case, no outer spaces. Nothing else is changed: a 档号 is
 * stable once given, so zeros are kept and 简 and 繁 stay apart.
 *
 * Sources, all read second-hand (reprints and commentary, not the issued texts): DA/T 13-2022 档号编制规则,
 * DA/T 22-2015 归档文件整理规则, DA/T 13-94 (first structure).
 */
export const parseArchivalCode = (text: string): ArchivalCodeReading => {
  const trimmed = text.trim();
  if (trimmed === "") return { ok: false, problem: "empty" };
  const offset = text.indexOf(trimmed);
  const characters = foldCodeCharacters(trimmed).map(({ char, at }) => ({ char, at: at + offset }));
  if (characters.length > archivalCodeMaxLength) return { ok: false, problem: "too-long" };
  const foreign = characters.find(({ char }) => !isCodeCharacter(char));
  if (foreign !== undefined) {
    return { ok: false, problem: /\s/.test(foreign.char) ? "inner-space" : "forbidden-character", at: foreign.at };
  }
  const gap = characters.find(
    ({ char }, index) => /[-·]/.test(char) && /[-·]/.test(characters[index + 1]?.char ?? "-"),
  );
  if (gap !== undefined) return { ok: false, problem: "empty-part", at: gap.at };
  if (/[-·]/.test(characters[0]?.char ?? "")) return { ok: false, problem: "empty-part", at: offset };
  const levels = levelsOf(characters, offset + trimmed.length);
  const parts = readLevels(levels);
  if (!parts.ok) return parts;
  return { ok: true, code: { ...parts.value, canonical: characters.map(({ char }) => char).join("") } };
};
