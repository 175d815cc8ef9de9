/** One line of a listing: a row, or the common prefix that rows were rolled up into. */
export type Listed<Row> =
  { readonly kind: "row"; readonly row: Row } | { readonly kind: "prefix"; readonly prefix: string };

export type Page<Row> = { readonly entries: readonly Listed<Row>[]; readonly truncated: boolean };

/**
 * One page of keys under `prefix`, with keys that share a part up to `delimiter` rolled up into it ("Organizing objects
 * using prefixes"). Jumps over a common prefix instead of reading the keys under it.
 *
 * `rowsFrom(key)` yields rows with key at or after `key`, in UTF-8 order; `start` yields the first rows where they do not
 * begin with a key alone. `after` is a common prefix already listed. Lists at most `limit` entries.
 */
export const listPage = <Row extends { readonly key: string }>(options: {
  readonly prefix: string;
  readonly delimiter: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
  readonly start: () => Iterable<Row>;
  readonly rowsFrom: (key: string) => Iterable<Row>;
}): Page<Row> => {
  const { prefix, delimiter, limit } = options;
  const entries: Listed<Row>[] = [];
  if (limit === 0) return { entries, truncated: false };
  let rows: Iterable<Row> | undefined = options.start();
  while (rows !== undefined) {
    const current: Iterable<Row> = rows;
    rows = undefined;
    for (const row of current) {
      if (!row.key.startsWith(prefix)) {
        // Compared as UTF-8, the order of the rows; UTF-16 puts some characters elsewhere.
        if (Buffer.compare(Buffer.from(row.key), Buffer.from(prefix)) < 0) rows = options.rowsFrom(prefix);
        break;
      }
      const common = commonPrefix(row.key, prefix, delimiter);
      if (common !== options.after || common === undefined) {
        if (entries.length >= limit) return { entries, truncated: true };
        entries.push(common === undefined ? { kind: "row", row } : { kind: "prefix", prefix: common });
      }
      if (common !== undefined) {
        const next = successor(common);
        rows = next === undefined ? undefined : options.rowsFrom(next);
        break;
      }
    }
  }
  return { entries, truncated: false };
};

/** The key with which a list goes on after an entry: the next text, or the first not beginning with the prefix. */
export const resumeKey = (entry: Listed<{ readonly key: string }>): string =>
  entry.kind === "row" ? `${entry.row.key}\u0000` : (successor(entry.prefix) ?? entry.prefix);

/** The first text, in code point order, after all that begin with `text`; `undefined` when there is none. */
export const successor = (text: string): string | undefined => {
  const points = Array.from(text);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? MAX_CODE_POINT;
    if (point >= MAX_CODE_POINT) continue;
    // Surrogates are no characters; the code point after U+D7FF is U+E000.
    return points.join("") + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1);
  }
  return undefined;
};

const MAX_CODE_POINT = 0x10ffff;

const commonPrefix = (key: string, prefix: string, delimiter: string | undefined): string | undefined => {
  if (delimiter === undefined) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
};
