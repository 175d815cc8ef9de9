import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeRunFrom, numberScans, provisionalRun, type Numbering } from "../../clients/cli/loose-numbers.ts";
import { parseArchivalCode } from "../../shared/domain/archival-code.ts";

const numbering = (more: Partial<Numbering> = {}): Numbering => ({
  run: codeRunFrom(provisionalRun(2026))!,
  kept: () => undefined,
  taken: new Set(),
  occupant: () => Promise.resolve(undefined),
  ...more,
});
const scans = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ file: `scan${at + 1}`, sha256: `d${at + 1}` }));
const numberOf = (code: string | undefined): number => Number(code?.split("-").at(-1));

describe("numbers for loose scans", () => {
  it("are valid archival codes of a fonds nobody gives, upward in the order given", async () => {
    const given = await numberScans(scans(3), numbering());
    expect([...given.values()]).toEqual(["L000-WS·2026·D10-0001", "L000-WS·2026·D10-0002", "L000-WS·2026·D10-0003"]);
    for (const code of given.values())
      expect(parseArchivalCode(code)).toMatchObject({ ok: true, code: { fonds: "L000" } });
  });

  it("begin where they are told and keep the width", async () => {
    const given = await numberScans(scans(2), numbering({ run: codeRunFrom("l000-ws.2026.d10-00099")! }));
    expect([...given.values()]).toEqual(["L000-WS·2026·D10-00099", "L000-WS·2026·D10-00100"]);
  });

  it("cannot begin at what is no code", () => {
    expect(codeRunFrom("L000-WS-0001")).toBeUndefined();
  });

  it("stay with a file once given, and go around those given to others", async () => {
    const given = await numberScans(
      scans(3),
      numbering({
        kept: ({ file }) => (file === "scan2" ? "L000-WS·2026·D10-0007" : undefined),
        taken: new Set(["L000-WS·2026·D10-0001", "L000-WS·2026·D10-0007"]),
      }),
    );
    expect([...given].map(([file, code]) => [file, numberOf(code)])).toEqual([
      ["scan2", 7],
      ["scan1", 2],
      ["scan3", 3],
    ]);
  });

  it("go around what the archive holds already, but not around the scan itself", async () => {
    const held = new Map([
      [1, "somebody else's"],
      [2, "d1"],
      [3, "somebody else's"],
    ]);
    const given = await numberScans(
      scans(2),
      numbering({ occupant: (code) => Promise.resolve(held.get(numberOf(code))) }),
    );
    expect(numberOf(given.get("scan1"))).toBe(2);
    expect(numberOf(given.get("scan2"))).toBe(4);
  });

  it("end where a code has no room for a larger number", async () => {
    const given = await numberScans(scans(3), numbering({ run: codeRunFrom("L000-WS·2026·D10-999998")! }));
    expect([...given.keys()]).toEqual(["scan1", "scan2"]);
  });

  it("say when the archive cannot be asked", async () => {
    const occupant = () => Promise.reject(new Error("no answer"));
    await expect(numberScans(scans(20), numbering({ occupant }))).rejects.toThrow("no answer");
  });

  it("are never given twice, whatever was given and held before", async () => {
    const number = fc.integer({ min: 1, max: 30 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.array(number, { maxLength: 10 }),
        fc.dictionary(fc.constantFrom("scan1", "scan2", "scan3"), number),
        fc.dictionary(number.map(String), fc.constantFrom("d1", "d2", "other")),
        async (count, taken, kept, held) => {
          const codeOf = (at: number | undefined) => at && `L000-WS·2026·D10-${at.toString().padStart(4, "0")}`;
          const given = await numberScans(
            scans(count),
            numbering({
              taken: new Set(taken.map((at) => codeOf(at) || "")),
              kept: ({ file }) => codeOf(kept[file]) || undefined,
              occupant: (code) => Promise.resolve(held[String(numberOf(code))]),
            }),
          );
          expect(given.size).toBe(count);
          expect(new Set(given.values()).size).toBe(count);
        },
      ),
    );
  });
});
