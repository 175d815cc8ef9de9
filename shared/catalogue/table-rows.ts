/** One row as a spreadsheet counts and shows it; 1 is the first. Empty rows are counted and left out. */
export type TableRow = { readonly row: number; readonly cells: readonly string[] };

/** Cells of one row. */
export const mostColumns = 256;
