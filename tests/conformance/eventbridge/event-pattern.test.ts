import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEventPattern } from "../../../local/aws/eventbridge/event-pattern.ts";

const accepts = (filter: unknown[], value?: unknown) =>
  parseEventPattern({ detail: { field: filter } })({ detail: value === undefined ? {} : { field: value } });

/** Amazon EventBridge User Guide, "Comparison operators for use in event patterns". */
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
    [[{ "anything-but": { prefix: ["init", "error"] } }], ["done"], ["initializing", "error-1"]],
    [[{ "anything-but": { "equals-ignore-case": "initializing" } }], ["stopped"], ["INITIALIZING"]],
    [[{ "anything-but": { "equals-ignore-case": ["initializing", "stopped"] } }], ["running"], ["Stopped"]],
    [[{ "anything-but": { wildcard: ["*/lib/*", "*/bin/*"] } }], ["src/x"], ["a/lib/b", "a/bin/b"]],
    [[{ "anything-but": { suffix: ".txt" } }], [".txt.rtf", 1], ["a.txt"]],
    [[{ "anything-but": 100 }], [99, "100"], [100]],
    [[{ "anything-but": [""] }], ["x"], [""]],
    [
      [{ numeric: [">", 0, "<", 5] }, { numeric: ["=", 10] }],
      [1, 10],
      [5, 9],
    ],
    [[{ numeric: [">=", 3] }], [3, [1, 4]], [2.999, [1, 2]]],
    [[{ wildcard: "EventBusArn*" }], ["EventBusArn", "EventBusArn:x"], ["xEventBusArn"]],
    [[{ wildcard: "*.?(a)[b]" }], ["x.?(a)[b]"], ["x.a"]],
    [[{ prefix: "" }], ["", "x"], [1, undefined]],
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

  it("one of $or, as in the documented example of several operators", () => {
    const matches = parseEventPattern({
      detail: {
        $or: [
          { "c-count": [{ numeric: [">", 0, "<=", 5] }] },
          { "d-count": [{ numeric: ["<", 10] }] },
          { "x-limit": [{ numeric: ["=", 3.018e2] }] },
        ],
        "e-name": ["a text"],
      },
    });
    const event = (detail: object) => ({ detail: { "e-name": "a text", ...detail } });
    expect([{ "c-count": 5 }, { "d-count": 9 }, { "x-limit": 301.8 }].map((one) => matches(event(one)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(matches(event({ "c-count": 6, "d-count": 10, "x-limit": 301 }))).toBe(false);
    expect(matches({ detail: { "e-name": "other", "c-count": 5 } })).toBe(false);
  });

  it("$or within $or, and below a field", () => {
    const matches = parseEventPattern({
      $or: [{ a: [1], $or: [{ b: [2] }, { c: [3] }] }, { d: { $or: [{ e: [4] }, { f: [{ exists: false }] }] } }],
    });
    expect([{ a: 1, b: 2 }, { a: 1, c: 3 }, { d: { e: 4, f: 1 } }, { d: { e: 5 } }].every((one) => matches(one))).toBe(
      true,
    );
    expect(
      [
        { a: 1, d: { f: 1 } },
        { b: 2, c: 3, d: { f: 1 } },
      ].some((one) => matches(one)),
    ).toBe(false);
  });

  it("a list in the event by one element that the list of the pattern has", () => {
    const matches = parseEventPattern({ resources: ["arn:b", "arn:c"] });
    expect(matches({ resources: ["arn:a", "arn:b"] })).toBe(true);
    expect(matches({ resources: ["arn:a"] })).toBe(false);
    expect(matches({ resources: [["arn:x", ["arn:c"]]] })).toBe(true);
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
