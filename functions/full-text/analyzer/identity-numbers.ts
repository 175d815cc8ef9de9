/** First two digits of a 行政区划代码 (GB/T 2260), 81 to 83 of Hong Kong, Macao and Taiwan, 9x of foreign residents. */
const province = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9\d)/;
const monthAndDay = "(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])";
/** Place, birth date and serial of an 18-digit number, its check character left out (GB 11643-1999). */
const longNumber = new RegExp(`^\\d{6}(18|19|20)\\d{2}${monthAndDay}\\d{3}$`);
/** The 15-digit number given out until 1999: the year has two digits and there is no check character. */
const shortNumber = new RegExp(`^\\d{8}${monthAndDay}\\d{3}$`);

const longDigits = 17;
const shortDigits = 15;
/** A shorter run of digits holding a 15-digit number is rather a certificate's number than two numbers grown together. */
const grownTogether = 19;
/** How many characters may stand between two digits of one number, as in the boxes of a form. */
const widestGap = 3;

const separator = /^[\s\p{Pd}\-−_.·•・‧∙⋅|,/\\]$/u;
/** The check character X and what OCR reads for it. */
const checkLetter = /^[xх×✕✖]$/u;

/** A digit or check letter. `glued`: nothing stands between it and the one before. */
type Figure = { readonly at: number; readonly char: string; readonly glued: boolean };

/** Runs of figures with nothing but separators between them. */
const figureRuns = (chars: readonly string[]): readonly (readonly Figure[])[] => {
  const runs: Figure[][] = [];
  let run: Figure[] = [];
  const finish = () => {
    if (run.length >= shortDigits) runs.push(run);
    run = [];
  };
  chars.forEach((char, at) => {
    const last = run.at(-1);
    const gap = last === undefined ? 0 : at - last.at - 1;
    if (gap > widestGap) finish();
    if (/^[0-9]$/.test(char) || (run.length > 0 && checkLetter.test(char))) {
      run.push({ at, char, glued: run.length > 0 && gap === 0 });
    } else if (!separator.test(char)) finish();
  });
  finish();
  return runs;
};

const text = (figures: readonly Figure[]): string => figures.map(({ char }) => char).join("");

/** Groups of figures that touch, as [from, to) in the run. */
const gluedGroups = (run: readonly Figure[]): readonly (readonly [number, number])[] => {
  const starts = run.flatMap(({ glued }, index) => (glued ? [] : [index]));
  return starts.map((from, index) => [from, starts[index + 1] ?? run.length]);
};

/** Marks every figure of the run that belongs to an identity number. */
const markRun = (run: readonly Figure[]): readonly boolean[] => {
  const marked = run.map(() => false);
  const mark = (from: number, to: number) => marked.fill(true, from, to);
  const groups = gluedGroups(run);

  for (let from = 0; from + longDigits <= run.length; from += 1) {
    const digits = text(run.slice(from, from + longDigits));
    if (province.test(digits) && longNumber.test(digits)) mark(from, Math.min(run.length, from + longDigits + 1));
  }
  for (const [from, to] of groups) {
    const figures = text(run.slice(from, to));
    if (/^(\d{18}|\d{17}\D)$/u.test(figures)) mark(from, to);
  }
  const begins = new Set(groups.map(([from]) => from));
  const ends = new Set(groups.map(([, to]) => to));
  const groupLength = (index: number) => {
    const group = groups.find(([from, to]) => from <= index && index < to);
    return group === undefined ? 0 : group[1] - group[0];
  };
  for (let from = 0; from + shortDigits <= run.length; from += 1) {
    const to = from + shortDigits;
    const digits = text(run.slice(from, to));
    const standsAlone = (begins.has(from) && ends.has(to)) || groupLength(from) >= grownTogether;
    if (standsAlone && province.test(digits) && shortNumber.test(digits)) mark(from, to);
  }
  return marked;
};

/**
 * Where identity numbers stand in a text of folded characters, as [from, to) pairs in order: 18 digits, or 17 and X,
 * or 15 of the old kind; written in one piece, or with spaces, hyphens, dots or line ends between the digits; grown
 * together with other digits. They belong in the keyed-hash index only and must never reach the full-text index.
 *
 * In one piece, every number of 18 digits counts: OCR may have misread the digits that would prove it. So does one of
 * 17 whose place and birth date are plausible. A number of 15 digits, or one in pieces, counts when place and date are
 * plausible: registers number their certificates with 15 digits too, and these must be found.
 */
export const findIdentityNumbers = (chars: readonly string[]): readonly (readonly [number, number])[] =>
  figureRuns(chars).flatMap((run) => {
    const marked = markRun(run);
    const found: [number, number][] = [];
    run.forEach(({ at }, index) => {
      if (marked[index] !== true) return;
      const open = found.at(-1);
      if (open !== undefined && marked[index - 1] === true) open[1] = at + 1;
      else found.push([at, at + 1]);
    });
    return found;
  });
