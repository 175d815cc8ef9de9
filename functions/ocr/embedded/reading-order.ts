import { centre, distance, type Point } from "./quad.ts";
import type { ReadLine } from "./read-line.ts";

/** Lines whose middles are closer than this share of the lower one's height stand in one row. */
const ROW_OVERLAP = 0.5;

interface Placed {
  readonly line: ReadLine;
  /** Across the text: down the page for rows, leftwards for columns. */
  readonly across: number;
  /** Along the text. */
  readonly along: number;
  readonly thickness: number;
}

interface Row {
  across: number;
  readonly thickness: number;
  readonly members: Placed[];
}

/**
 * Lines in the order a person reads them. A page mostly of columns is read as classical Chinese, columns from right to
 * left; any other row by row. The page may stand a few degrees askew: rows follow the lines' median angle.
 */
export function inReadingOrder(lines: readonly ReadLine[]): ReadLine[] {
  const columns = lines.filter(({ vertical }) => vertical);
  const vertical = columns.length * 2 > lines.length;
  const typical = vertical ? columns : lines.filter((line) => !line.vertical);
  const angle = median(typical.map(({ quad }) => Math.atan2(quad[1][1] - quad[0][1], quad[1][0] - quad[0][0])));
  const placed = lines.map((line) => place(line, angle, line.vertical === vertical));
  return rowsOf(placed).flatMap(({ members }) => members.toSorted((a, b) => a.along - b.along).map(({ line }) => line));
}

/** Coordinates along and across the page's writing; for columns that run down, across grows to the left. */
function place(line: ReadLine, angle: number, typical: boolean): Placed {
  const [x, y]: Point = centre(line.quad);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const { quad } = line;
  return {
    line,
    along: x * cos + y * sin,
    across: y * cos - x * sin,
    thickness: typical ? distance(quad[0], quad[3]) : distance(quad[0], quad[1]),
  };
}

function rowsOf(placed: readonly Placed[]): Row[] {
  const rows: Row[] = [];
  for (const item of placed.toSorted((a, b) => a.across - b.across)) {
    const row = rows.at(-1);
    if (row && item.across - row.across < Math.min(item.thickness, row.thickness) * ROW_OVERLAP) {
      row.members.push(item);
      row.across += (item.across - row.across) / row.members.length;
    } else {
      rows.push({ across: item.across, thickness: item.thickness, members: [item] });
    }
  }
  return rows;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
