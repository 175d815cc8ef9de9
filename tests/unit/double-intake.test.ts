import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareDoubleIntake } from "../../shared/domain/double-intake.ts";

const volume = (number: number) => `J019-ZY·JC·CC·2019·D30-${String(number).padStart(3, "0")}`;
const itemOf = (number: number, item = 1) => `${volume(number)}-${String(item).padStart(3, "0")}`;
const medium = fc.constantFrom("paper" as const, "digital" as const, "both" as const);

describe("paper volumes and digital sets", () => {
  test("match when every listed volume came both ways", () => {
    const list = [1, 2].map((number) => ({ archivalCode: volume(number), medium: "both" as const }));
    expect(compareDoubleIntake(list, [itemOf(1), itemOf(1, 2), itemOf(2)])).toEqual({
      paper: 2,
      digital: 2,
      withoutDigital: [],
      withoutPaper: [],
      notListed: [],
      matches: true,
    });
  });

  test("that lack each other are named, either way, and what no list names", () => {
    const list = [
      { archivalCode: volume(1), medium: "both" as const },
      { archivalCode: volume(2), medium: "paper" as const },
      { archivalCode: volume(3), medium: "digital" as const },
      { archivalCode: volume(4), medium: "digital" as const },
    ];
    expect(compareDoubleIntake(list, [itemOf(3), itemOf(5)])).toEqual({
      paper: 2,
      digital: 2,
      withoutDigital: [volume(1), volume(2), volume(4)],
      withoutPaper: [volume(3)],
      notListed: [volume(5)],
      matches: false,
    });
  });

  test("are told by any accepted spelling; items are units where the list names items", () => {
    const item = "Z109-WS·2011·Y·办公室-0001";
    expect(
      compareDoubleIntake([{ archivalCode: "z109-ws．2011．y．办公室－0001", medium: "both" }], [item]).matches,
    ).toBe(true);
    const spelled = [{ archivalCode: "j019-zy•jc•cc•2019•d30-001", medium: "both" as const }];
    expect(compareDoubleIntake(spelled, [itemOf(1)]).matches).toBe(true);
  });

  test("are each counted once and listed at most once, whatever came", () => {
    const number = fc.integer({ min: 1, max: 9 });
    const list = fc.array(fc.record({ archivalCode: number.map(volume), medium }), { maxLength: 12 });
    fc.assert(
      fc.property(list, fc.array(number.map((one) => itemOf(one))), (listed, items) => {
        const { paper, digital, withoutDigital, withoutPaper, notListed, matches } = compareDoubleIntake(listed, items);
        const units = new Set(listed.map(({ archivalCode }) => archivalCode));
        expect(digital).toBe(new Set(items).size);
        expect(paper).toBeLessThanOrEqual(units.size);
        expect(withoutDigital.length + digital - notListed.length).toBe(units.size);
        const named = [...withoutDigital, ...withoutPaper, ...notListed];
        expect(new Set(named).size).toBe(named.length);
        expect(matches).toBe(named.length === 0 && (units.size === 0 || paper <= digital));
      }),
    );
  });
});
