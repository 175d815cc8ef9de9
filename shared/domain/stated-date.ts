/**
 * A date as DA/T 18-2022 writes it: YYYYMMDD, what is uncertain or unknown in [ ]. Unknown months and days are zeros:
 * `19560301`, `1956[0301]`, `1956[0000]`, `[19560301]`. Two of them joined by `-` are the span of a volume or fonds.
 */
export type StatedDate = { readonly text: string; readonly year: number; readonly lastYear: number };

type Part = { readonly digits: string; readonly certain: boolean };

const unknown = (length: number): Part => ({ digits: "0".repeat(length), certain: false });

/** Digits of a date with the brackets around them, as parts of year, month and day. */
const bracketed = (text: string): readonly Part[] | undefined => {
  const parts: Part[] = [];
  let certain = true;
  let digits = "";
  const lengths = [4, 2, 2];
  for (const char of text) {
    if (char === "[" || char === "]") {
      if (digits !== "" || certain !== (char === "[")) return undefined;
      certain = char === "]";
      continue;
    }
    digits += char;
    if (digits.length === lengths[parts.length]) {
      parts.push({ digits, certain });
      digits = "";
    }
  }
  if (digits !== "" || !certain || parts.length === 0) return undefined;
  return [...parts, ...lengths.slice(parts.length).map(unknown)];
};

const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const written = (parts: readonly Part[]): string => {
  let open = false;
  let text = "";
  for (const { digits, certain } of parts) {
    if (open === certain) text += certain ? "]" : "[";
    open = !certain;
    text += digits;
  }
  return open ? `${text}]` : text;
};

const dateOf = (parts: readonly Part[] | undefined): { readonly text: string; readonly year: number } | undefined => {
  const [year, month, day] = parts ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const [y, m, d] = [year, month, day].map(({ digits }) => Number(digits));
  if (y === undefined || m === undefined || d === undefined) return undefined;
  if (y < 1000 || y > 2999 || m > 12 || (m === 0 && d !== 0)) return undefined;
  if (m > 0 && d > lastDay(y, m)) return undefined;
  const unknownAsUncertain = [year, m === 0 ? unknown(2) : month, d === 0 ? unknown(2) : day];
  return { text: written(unknownAsUncertain), year: y };
};

const padded = (number: string | undefined): string => (number ?? "").padStart(2, "0");

/** `1956-3-1`, `1956.3`, `1956/03/01`, `1956年3月1日`, `民国35年3月1日`, `民国元年`. Lunar dates are not guessed at. */
const separated = (text: string): string | undefined => {
  const republic = /^民国(元|\d{1,2})年(?:(\d{1,2})月)?(?:(\d{1,2})日)?$/.exec(text);
  if (republic !== null) {
    const [, year, month, day] = republic;
    return `${1911 + (year === "元" ? 1 : Number(year))}${month === undefined ? "" : padded(month)}${day === undefined ? "" : padded(day)}`;
  }
  const common = /^(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?|年(?:(\d{1,2})月)?(?:(\d{1,2})日)?)$/.exec(text);
  if (common === null) return undefined;
  const [, year = "", m1, d1, m2, d2] = common;
  const [month, day] = [m1 ?? m2, d1 ?? d2];
  return `${year}${month === undefined ? "" : padded(month)}${day === undefined ? "" : padded(day)}`;
};

const single = (text: string): { readonly text: string; readonly year: number } | undefined => {
  const digits = separated(text) ?? text.replaceAll("[]", "");
  return /^[\d[\]]{4,12}$/.test(digits) ? dateOf(bracketed(digits)) : undefined;
};

const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .replaceAll(/[〔【［]/g, "[")
    .replaceAll(/[〕】］]/g, "]")
    .replaceAll("國", "国")
    .replaceAll(/\s+/g, "");

/** Reads one date, or the span of two (`19560101-19561231`; with 至, ~ or — between any two forms). */
export const parseStatedDate = (given: string): StatedDate | undefined => {
  const text = plain(given);
  const one = single(text);
  if (one !== undefined) return { ...one, lastYear: one.year };
  const [from, to, more] = /^[\d[\]]+-[\d[\]]+$/.test(text) ? text.split("-") : text.split(/[至~～—–]+/);
  if (from === undefined || to === undefined || more !== undefined) return undefined;
  const [first, last] = [single(from), single(to)];
  if (first === undefined || last === undefined || last.year < first.year) return undefined;
  return { text: `${first.text}-${last.text}`, year: first.year, lastYear: last.year };
};
