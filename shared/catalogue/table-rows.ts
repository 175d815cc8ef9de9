/** One row as a spreadsheet counts and shows it; 1 is the first. Empty rows are counted and left out. */
export type TableRow = {
  readonly row: number;
  readonly cells: readonly string[];
  /** At which byte of the file the next row begins, where reading can begin in its middle. */
  readonly next?: number | undefined;
};

/** Behind which row, and at which byte, reading begins. */
export type RowPlace = { readonly row: number; readonly offset: number };

/** Cells of one row. */
export const mostColumns = 256;
