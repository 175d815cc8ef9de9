/** Without control characters: what was read from paper or stands in a file name must not steer a terminal. */
export const oneLine = (text: string): string => text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ");

const isWide = (char: string): boolean =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(char) ||
  (char.codePointAt(0) ?? 0) >= 0x2_0000;

/** Columns of a terminal: Han characters and full-width signs take two. */
export const columnsOf = (text: string): number =>
  Array.from(text).reduce((sum, char) => sum + (isWide(char) ? 2 : 1), 0);

/** Rows as lines, every column as wide as its widest cell. */
export const aligned = (rows: readonly (readonly string[])[]): string[] => {
  const clean = rows.map((row) => row.map(oneLine));
  const widths = clean.reduce<number[]>(
    (widest, row) => row.map((text, at) => Math.max(columnsOf(text), widest[at] ?? 0)),
    [],
  );
  return clean.map((row) =>
    row
      .map((text, at) => text + " ".repeat(Math.max(0, (widths[at] ?? 0) - columnsOf(text))))
      .join("  ")
      .trimEnd(),
  );
};
