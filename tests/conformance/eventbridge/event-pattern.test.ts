import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEventPattern } from "../../../local/aws/eventbridge/event-pattern.ts";

const accepts = (filter: unknown[], value?: unknown) =>
  parseEventPattern({ detail: { field: filter } })({ detail: value === undefined ? {} : { field: value } });

describe("a filter accepts what AWS documents", () => {
  it.each<[unknown[], unknown[], unknown[]]>([
    // [filter, accepted, refused]; `undefined` is an event without the field.
    [["a"], ["a", ["b", "a"]], ["A", "b", undefined, null, [], { a: 1 }]],
    [[""], [""], ["a", null, undefined]],
    [[5], [5, 5.0, 50e-1], ["5", 6]],
    [[true], [true], ["true", false]],
    [[null], [null], ["", undefined, 0]],
    [["a", "b"], ["a", "b"], ["c"]],
    [[{ prefix: "档案" }], ["档案馆"], ["旧档案", 1]],
    [[{ prefix: { "equals-ignore-case": "IN" } }], ["inbox", "INbox"], ["xin"]],
    [[{ suffix: ".png" }], ["a.png"], ["a.PNG", "png"]],
    [[{ suffix: { "equals-ignore-case": ".png" } }], ["a.PNG"], ["a.jpg"]],
    [[{ "equals-ignore-case": "Alice" }], ["aLICE"], ["alic"]],
    [[{ "anything-but": "a" }], ["b", 1, null, ["a", "b"]], ["a", undefined]],
    [[{ "anything-but": ["a", "b"] }], ["c"], ["a", "b"]],
    [[{ "anything-but": [1, 2] }], [3, "1"], [1]],
    [[{ "anything-but": { prefix: "init" } }], ["done"], ["initial", undefined]],
    [[{ "anything-but": { suffix: [".png", ".jpg"] } }], ["a.tif"], ["a.png", "a.jpg"]],
    [[{ "anything-but": { "equals-ignore-case": ["a"] } }], ["b"], ["A"]],
    [[{ "anything-but": { wildcard: "*/lib/*" } }], ["src/x"], ["a/lib/b"]],
    [[{ numeric: ["=", 3.018e2] }], [301.8], [301, "301.8"]],
    [[{ numeric: [">", 0, "<=", 5] }], [5, 0.1], [0, 5.1, undefined]],
    [[{ numeric: ["<", -1] }], [-2], [-1]],
    [[{ exists: true }], ["", null, 0, ["x"]], [undefined, [], { leaf: 1 }]],
    [[{ exists: false }], [undefined], ["", null]],
    [[{ cidr: "10.0.0.0/24" }], ["10.0.0.255"], ["10.0.1.0", "x", 10]],
    [[{ cidr: "2001:db8::/32" }], ["2001:db8::1"], ["2001:db9::1", "10.0.0.1"]],
    [[{ wildcard: "dir/*.png" }], ["dir/a/b.png", "dir/.png"], ["dirx/a.png", "dir/a.png2"]],
    [[{ wildcard: "a.\\*\\\\b" }], ["a.*\\b"], ["axx\\b", "aX*\\b"]],
    [["x", { prefix: "y" }, { exists: false }], ["x", "yes", undefined], ["z"]],
  ])("%j", (filter, accepted, refused) => {
    expect(accepted.map((value) => accepts(filter, value))).toEqual(accepted.map(() => true));
    expect(refused.map((value) => accepts(filter, value))).toEqual(refused.map(() => false));
  });

  it("all fields are wanted, one of $or", () => {
    const matches = parseEventPattern({
      source: ["intake"],
      detail: { $or: [{ size: [{ numeric: [">", 10] }] }, { kind: ["pdf"] }], archive: ["440100"] },
    });
    const event = (detail: object) => ({ source: "intake", detail: { archive: "440100", ...detail } });
    expect(matches(event({ size: 11 }))).toBe(true);
    expect(matches(event({ kind: "pdf" }))).toBe(true);
    expect(matches(event({ kind: "tif", size: 3 }))).toBe(false);
    expect(matches({ ...event({ kind: "pdf" }), source: "other" })).toBe(false);
    expect(matches(event({ kind: "pdf", archive: "x" }))).toBe(false);
  });

  it("fields below a list belong to one element", () => {
    const matches = parseEventPattern({ pages: { state: ["refused"], number: [2] } });
    expect(
      matches({
        pages: [
          { state: "refused", number: 2 },
          { state: "kept", number: 1 },
        ],
      }),
    ).toBe(true);
    expect(
      matches({
        pages: [
          { state: "refused", number: 1 },
          { state: "kept", number: 2 },
        ],
      }),
    ).toBe(false);
  });

  it("a missing parent is a missing field", () => {
    expect(parseEventPattern({ detail: { a: { b: [{ exists: false }] } } })({ detail: {} })).toBe(true);
  });

  it("what objects inherit is not a field", () => {
    expect(parseEventPattern({ toString: [{ exists: true }] })({})).toBe(false);
  });
});

describe("a pattern that cannot be read is refused by place", () => {
  it.each<[unknown, string]>([
    [{}, "at least one field"],
    [{ source: "intake" }, "source"],
    [{ detail: { a: [] } }, "detail.a"],
    [{ detail: {} }, "detail"],
    [{ detail: { a: [{ glob: "x" }] } }, "detail.a.glob"],
    [{ detail: { a: [{ prefix: "x", suffix: "y" }] } }, "detail.a"],
    [{ detail: { a: [{ numeric: ["~", 1] }] } }, "detail.a.numeric"],
    [{ detail: { a: [{ cidr: "10.0.0.0/33" }] } }, "detail.a.cidr"],
    [{ detail: { a: [{ wildcard: "a**b" }] } }, "detail.a.wildcard"],
    [{ detail: { a: [{ "anything-but": [] }] } }, "detail.a.anything-but"],
    [{ detail: { $or: [{ a: [1] }] } }, "detail.$or"],
  ])("%j", (pattern, place) => {
    expect(() => parseEventPattern(pattern)).toThrow(place);
  });
});

describe("properties", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 12 });

  it("an event matches the pattern made of its own leaves", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          text.filter((key) => key !== "$or"),
          fc.oneof(text, fc.double({ noNaN: true })),
          { minKeys: 1 },
        ),
        (event) => {
          const pattern = Object.fromEntries(Object.entries(event).map(([key, value]) => [key, [value]]));
          expect(parseEventPattern(pattern)(event)).toBe(true);
        },
      ),
    );
  });

  it("anything-but is the opposite of its operand wherever there is a text", () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom("prefix", "suffix", "equals-ignore-case"), (value, part, operator) => {
        const filter = { [operator]: part };
        expect(accepts([{ "anything-but": filter }], value)).toBe(!accepts([filter], value));
      }),
    );
  });

  it("a wildcard with one star is a prefix and a suffix that do not overlap", () => {
    const plain = fc.string({ unit: fc.constantFrom("a", "b", ".", "(", "档"), maxLength: 4 });
    fc.assert(
      fc.property(plain, plain, plain, (head, tail, value) => {
        const expected = value.length >= head.length + tail.length && value.startsWith(head) && value.endsWith(tail);
        expect(accepts([{ wildcard: `${head}*${tail}` }], value)).toBe(expected);
      }),
    );
  });
});
