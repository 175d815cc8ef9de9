import type { CodePart } from "./archival-code-characters.ts";

/**
 * 档案门类代码: documents, science and technology, personnel, accounting, special, photographs, sound, video, data,
 * e-mail, web pages, social media, objects (DA/T 13-2022; second-hand list).
 */
export const recordClasses = ["WS", "KJ", "RS", "KU", "ZY", "ZP", "LY", "LX", "SJ", "YJ", "WY", "MT", "SW"] as const;
export type RecordClass = (typeof recordClasses)[number];

/** 保管期限: `Y` for ever, `D30` thirty years. Marriage registers commonly have 100, so any number to 999 is taken. */
export type Retention = { readonly kind: "permanent" } | { readonly kind: "years"; readonly years: number };

/** 类别号. Codes kept by project or by person (`KJ`, `RS`) may do without year and retention. */
export type Category = {
  readonly class: RecordClass;
  readonly subClasses: readonly string[];
  readonly year?: number;
  readonly retention?: Retention;
  /** 机构/问题. */
  readonly office?: string;
};

export type ArchivalCodeProblem =
  | "empty"
  | "too-long"
  | "inner-space"
  | "forbidden-character"
  | "empty-part"
  | "too-few-levels"
  | "too-many-levels"
  | "fonds-malformed"
  | "class-unknown"
  | "sub-class-malformed"
  | "year-malformed"
  | "retention-malformed"
  | "office-malformed"
  | "catalogue-malformed"
  | "volume-malformed"
  | "item-malformed";

export type Refused = { readonly ok: false; readonly problem: ArchivalCodeProblem; readonly at?: number };
export type Read<Value> = { readonly ok: true; readonly value: Value } | Refused;

/** A refusal that points at the part at fault. */
export const refuse = (problem: ArchivalCodeProblem, { at }: CodePart): Refused => ({ ok: false, problem, at });
const read = <Value>(value: Value): Read<Value> => ({ ok: true, value });

const matching =
  (pattern: RegExp, problem: ArchivalCodeProblem) =>
  (part: CodePart): Read<string> =>
    pattern.test(part.text) ? read(part.text) : refuse(problem, part);

/** 全宗号: a letter and three digits (`Z109`), or one to four digits as many archives still write it. */
export const readFonds = matching(/^([A-Z]\d{3}|\d{1,4})$/, "fonds-malformed");
/** 目录号 of the 1994 grammar. */
export const readCatalogue = matching(/^\d{1,4}$/, "catalogue-malformed");
/** 案卷号, 组号 or 册号. Counting begins at one. */
export const readVolume = matching(/^(?!0+$)\d{1,6}$/, "volume-malformed");
/** 件号 or 页号. Counting begins at one. */
export const readItem = matching(/^(?!0+$)\d{1,6}$/, "item-malformed");
export const readOffice = matching(/^[A-Z0-9\p{Script=Han}]{1,30}$/u, "office-malformed");
const readSubClass = matching(/^[A-Z0-9\p{Script=Han}]{1,30}$/u, "sub-class-malformed");

/** `Y`, or `D` and 1 to 999 without leading zeros. */
export const readRetention = (part: CodePart): Read<Retention> => {
  if (part.text === "Y") return read({ kind: "permanent" });
  const years = /^D([1-9]\d{0,2})$/.exec(part.text)?.[1];
  return years === undefined ? refuse("retention-malformed", part) : read({ kind: "years", years: Number(years) });
};

/** Whether a level reads as a retention, which is what tells DA/T 22-2015 from DA/T 13-2022. */
export const isRetention = (part: CodePart): boolean => readRetention(part).ok;

const readYear = (part: CodePart): Read<number> =>
  /^[12]\d{3}$/.test(part.text) ? read(Number(part.text)) : refuse("year-malformed", part);

const readClass = (part: CodePart): Read<RecordClass> => {
  const known = recordClasses.find((code) => code === part.text);
  return known === undefined ? refuse("class-unknown", part) : read(known);
};

/** The first part that does not read is the problem of the whole. */
const readSubClasses = (parts: readonly CodePart[]): Read<readonly string[]> => {
  const values: string[] = [];
  for (const part of parts) {
    const subClass = readSubClass(part);
    if (!subClass.ok) return subClass;
    values.push(subClass.value);
  }
  return read(values);
};

/** Class and sub-classes only: allowed where a project or a person stands in for year and retention. */
const readUndated = (recordClass: RecordClass, rest: readonly CodePart[], end: CodePart): Read<Category> => {
  if (recordClass !== "KJ" && recordClass !== "RS") {
    return rest.some(({ text }) => /^[12]\d{3}$/.test(text))
      ? refuse("retention-malformed", rest.at(-1) ?? end)
      : refuse("year-malformed", rest.at(-1) ?? end);
  }
  const subClasses = readSubClasses(rest);
  return subClasses.ok ? read({ class: recordClass, subClasses: subClasses.value }) : subClasses;
};

/**
 * DA/T 13-2022 类别号: 门类代码·二级·…·年度·保管期限代码·机构/问题, all in one level.
 * A sub-class may look like a year; the year is the one that a retention follows.
 */
export const readCategory = (parts: readonly CodePart[], end: CodePart): Read<Category> => {
  const [first = end, ...rest] = parts;
  const recordClass = readClass(first);
  if (!recordClass.ok) return recordClass;
  const yearAt = rest.findIndex((part, index) => {
    const next = rest[index + 1];
    return readYear(part).ok && next !== undefined && isRetention(next);
  });
  const [year, retention, office, surplus] = yearAt === -1 ? [] : rest.slice(yearAt);
  if (year === undefined || retention === undefined) return readUndated(recordClass.value, rest, end);
  const subClasses = readSubClasses(rest.slice(0, yearAt));
  if (!subClasses.ok) return subClasses;
  const kept = readRetention(retention);
  if (!kept.ok) return kept;
  if (surplus !== undefined) return refuse("office-malformed", surplus);
  const dated = {
    class: recordClass.value,
    subClasses: subClasses.value,
    year: Number(year.text),
    retention: kept.value,
  };
  if (office === undefined) return read(dated);
  const named = readOffice(office);
  return named.ok ? read({ ...dated, office: named.value }) : named;
};

/** DA/T 22-2015: 门类代码·…·年度 in one level; retention and office are levels of their own. */
export const readClassAndYear = (
  parts: readonly CodePart[],
  end: CodePart,
): Read<{ readonly class: RecordClass; readonly subClasses: readonly string[]; readonly year: number }> => {
  const recordClass = readClass(parts[0] ?? end);
  if (!recordClass.ok) return recordClass;
  const year = parts.length > 1 ? readYear(parts.at(-1) ?? end) : refuse("year-malformed", end);
  if (!year.ok) return year;
  const subClasses = readSubClasses(parts.slice(1, -1));
  if (!subClasses.ok) return subClasses;
  return read({ class: recordClass.value, subClasses: subClasses.value, year: year.value });
};
