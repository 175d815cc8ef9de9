import fc from "fast-check";
import { expect, test } from "vitest";
import { comparablePerson, withoutIdentityNumbers } from "../../shared/domain/named-person.ts";
import { peopleKeyBytes, peopleKeyFrom } from "../../shared/storage/people-key.ts";

const unit = { archiveId: "440100", level: "item", archivalCode: "Z109-WS·2011·Y·办公室-0001" } as const;

test.each([
  ["name", "　张　三 ", "张三"],
  ["name", "ＬＩ Si", "lisi"],
  ["name", "买买提•艾力", "买买提·艾力"],
  ["name", " ", undefined],
  ["identity-number", "１１０１０５１９４９１２３１００２ｘ", "11010519491231002X"],
  ["identity-number", "110105491231002", "11010519491231002X"],
  ["identity-number", "1234", undefined],
] as const)("a %s %s compares as %s", (is, text, compared) => {
  expect(comparablePerson({ is, text })).toBe(compared);
});

test("names and numbers that compare alike hash alike under one key, and never under another", () => {
  const [one, other] = [1, 2].map((fill) => peopleKeyFrom(Buffer.alloc(peopleKeyBytes, fill)));
  const short = { is: "identity-number", text: "110105491231002" } as const;
  const long = { is: "identity-number", text: "11010519491231002x" } as const;
  expect(one?.hash(short)).toBe(one?.hash(long));
  expect(one?.hash(short)).not.toBe(other?.hash(short));
  expect(one?.hash({ is: "name", text: "1" })).not.toBe(one?.hash({ is: "name", text: "2" }));
});

test("what is sealed opens under its key, in its place, to what it was, and twice is never the same", () => {
  const key = peopleKeyFrom(Buffer.alloc(peopleKeyBytes, 7));
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const [one, other] = [1, 2].map(() =>
        key.keep({ field: "f", is: "identity-number", text: `11010519491231002X` }, unit),
      );
      expect(one?.sealed).not.toBe(other?.sealed);
      expect(key.open(one?.sealed ?? "", unit, "f")).toBe("11010519491231002X");
      expect(() => key.open(one?.sealed ?? "", unit, `f${text}x`)).toThrow();
    }),
    { numRuns: 20 },
  );
});

test("numbers in what people write are masked", () => {
  expect(withoutIdentityNumbers("查 11010519491231002X 和110105491231002，查档单 2026-0311")).toBe(
    "查 ****** 和******,查档单 2026-0311",
  );
});
