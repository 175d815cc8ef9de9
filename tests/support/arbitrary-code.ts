import fc from "fast-check";
import { recordClasses } from "../../shared/domain/archival-code-grammar.ts";

const digits = (min: number, max: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: 10 ** max - 1 }), fc.integer({ min, max }))
    .map(([n, width]) => String(n).padStart(width, "0"));
const fonds = fc.oneof(
  fc
    .tuple(fc.constantFrom(...Array.from("ABCJKXZ")), fc.integer({ min: 0, max: 999 }))
    .map(([l, n]) => l + String(n).padStart(3, "0")),
  fc.integer({ min: 1, max: 9999 }).map(String),
);
const retention = fc.oneof(
  fc.constant("Y"),
  fc.integer({ min: 1, max: 999 }).map((years) => `D${years}`),
);
const year = fc.integer({ min: 1000, max: 2999 }).map(String);
const office = fc.constantFrom("办公室", "BGS", "人事科", "01", "〇一办", "𠮷田组");
const subClasses = fc.array(fc.constantFrom("JC", "CC", "婚姻", "02", "2019"), { maxLength: 3 });
const series = fc
  .tuple(fc.constantFrom(...recordClasses), subClasses, year, retention, fc.option(office, { nil: undefined }))
  .map(([recordClass, sub, y, kept, by]) =>
    [recordClass, ...sub, y, kept, ...(by === undefined ? [] : [by])].join("·"),
  );
/** Codes of every grammar, each in its canonical spelling or with fewer digits. */
export const arbitraryCode = fc.oneof(
  fc.tuple(fonds, series, digits(1, 4)).map((levels) => levels.join("-")),
  fc.tuple(fonds, series, digits(1, 3), digits(1, 3)).map((levels) => levels.join("-")),
  fc
    .tuple(
      fonds,
      fc.constantFrom(...recordClasses),
      year,
      retention,
      fc.option(office, { nil: undefined }),
      digits(4, 4),
    )
    .map(([f, recordClass, y, kept, by, item]) =>
      [f, `${recordClass}·${y}`, kept, ...(by === undefined ? [] : [by]), item].join("-"),
    ),
  fc.tuple(fonds, digits(1, 3), digits(1, 3), digits(1, 3)).map((levels) => levels.join("-")),
);
