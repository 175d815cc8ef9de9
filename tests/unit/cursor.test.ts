import fc from "fast-check";
import { expect, test } from "vitest";
import { cursorOf, placeOf } from "../../functions/catalogue/cursor.ts";
import { readSearchCursor, writeSearchCursor } from "../../functions/full-text/search-cursor.ts";

const place = fc.string({ unit: fc.constantFrom(...Array.from("0123456789abcdef")), minLength: 64, maxLength: 64 });

test("a list goes on where it ended", () => {
  fc.assert(
    fc.property(place, (at) => {
      expect(placeOf(cursorOf(at))).toBe(at);
    }),
  );
  expect(cursorOf(undefined)).toBeUndefined();
  expect(placeOf(undefined)).toBeUndefined();
});

test("a search goes on where it ended", () => {
  const last = fc.record({
    match: fc.constantFrom("all" as const, "most" as const),
    after: fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }), fc.string()),
  });
  fc.assert(
    fc.property(last, (at) => {
      expect(readSearchCursor(writeSearchCursor(at))).toEqual(at);
    }),
  );
  expect(readSearchCursor(undefined)).toBeUndefined();
});

test("whatever else a caller sends as a cursor is the caller's mistake", () => {
  const refused = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      return (error as { code?: string }).code;
    }
    return "taken";
  };
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json()), (text) => {
      expect(refused(() => placeOf(text))).toBe("cursor-invalid");
      expect(refused(() => readSearchCursor(text))).toBe("cursor-invalid");
    }),
  );
});
