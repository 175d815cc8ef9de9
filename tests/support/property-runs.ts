/** How many times as long properties are tried as they are by default: `LANTAI_RUNS=100` tries a hundred times as many cases. */
export const multiple = Number(process.env["LANTAI_RUNS"] ?? 1);

export const runs = (byDefault: number): number => byDefault * multiple;
