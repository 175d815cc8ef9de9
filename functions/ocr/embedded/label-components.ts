import type { Point } from "./quad.ts";

/** A connected patch of a map. */
export interface Component {
  /** Number of cells. */
  readonly area: number;
  /** Mean value of its cells. */
  readonly mean: number;
  /** Cell corners of the first and last cell of each row: their convex hull is the patch's hull. */
  readonly outline: readonly Point[];
}

interface Run {
  readonly row: number;
  readonly start: number;
  readonly end: number;
  readonly sum: number;
}

/**
 * Patches of cells above `threshold`, joined also over corners (8-connected), in order of their first cell.
 * Works on runs of cells in a row rather than on cells: text maps are mostly empty.
 *
 * @param values `width` × `height` cells, row by row.
 */
export function labelComponents(values: Float32Array, width: number, height: number, threshold: number): Component[] {
  const runs = findRuns(values, width, height, threshold);
  const parents = joinRuns(runs);
  const patches = new Map<number, Run[]>();
  for (const [index, run] of runs.entries()) {
    const root = rootOf(parents, index);
    const patch = patches.get(root);
    if (patch) patch.push(run);
    else patches.set(root, [run]);
  }
  return [...patches.values()].map(describe);
}

function findRuns(values: Float32Array, width: number, height: number, threshold: number): Run[] {
  const runs: Run[] = [];
  for (let row = 0; row < height; row++) {
    const offset = row * width;
    let start = -1;
    let sum = 0;
    for (let column = 0; column <= width; column++) {
      const value = column < width ? (values[offset + column] ?? 0) : -Infinity;
      if (value > threshold) {
        if (start < 0) start = column;
        sum += value;
      } else if (start >= 0) {
        runs.push({ row, start, end: column, sum });
        start = -1;
        sum = 0;
      }
    }
  }
  return runs;
}

/** Union-find over runs: two runs of neighbouring rows that touch, also by a corner, get the same root. */
function joinRuns(runs: readonly Run[]): Int32Array {
  const parents = Int32Array.from(runs.keys());
  let above = 0;
  for (const [index, run] of runs.entries()) {
    while (isLeftBehind(runs[above], run)) above++;
    for (let other = above; other < index; other++) {
      const candidate = runs[other];
      if (!candidate || candidate.row === run.row || candidate.start > run.end) break;
      union(parents, other, index);
    }
  }
  return parents;
}

/** Whether a run touches neither this run nor any that follows it. */
function isLeftBehind(candidate: Run | undefined, run: Run): boolean {
  if (!candidate) return false;
  return candidate.row < run.row - 1 || (candidate.row === run.row - 1 && candidate.end < run.start);
}

function union(parents: Int32Array, left: number, right: number): void {
  const [a, b] = [rootOf(parents, left), rootOf(parents, right)];
  parents[Math.max(a, b)] = Math.min(a, b);
}

function rootOf(parents: Int32Array, index: number): number {
  let root = index;
  for (let parent = parents[root] ?? root; parent !== root; parent = parents[root] ?? root) root = parent;
  parents[index] = root;
  return root;
}

function describe(patch: readonly Run[]): Component {
  const rows = new Map<number, { start: number; end: number }>();
  let area = 0;
  let sum = 0;
  for (const run of patch) {
    area += run.end - run.start;
    sum += run.sum;
    const row = rows.get(run.row);
    if (row) row.end = run.end;
    else rows.set(run.row, { start: run.start, end: run.end });
  }
  const outline = [...rows].flatMap(([y, { start, end }]): Point[] => [
    [start, y],
    [end, y],
    [start, y + 1],
    [end, y + 1],
  ]);
  return { area, mean: sum / area, outline };
}
