import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { freezeDecision } from "../../shared/contract/freeze.ts";
import { decideFreeze, isFrozen, type Freeze } from "../../shared/domain/freeze.ts";

const item = { archiveId: "440100", archivalCode: "Z109-WS·2011·D10·办公室-0001" };
const by = (matter: string) => ({ matter, actor: "甲", at: "2026-11-23T08:00:00.000Z", reason: "诉讼" });
const decisions = fc.array(fc.tuple(fc.constantFrom(...freezeDecision.options), fc.constantFrom("a", "b", "c")));

describe("holding an item against destruction", () => {
  test("it is frozen while any matter that was named has not let go", () => {
    fc.assert(
      fc.property(decisions, (asked) => {
        let now: Freeze | undefined;
        const standing = new Set<string>();
        for (const [decision, matter] of asked) {
          const step = decideFreeze(now, item, decision, by(matter));
          expect(step.ok).toBe(standing.has(matter) === (decision === "released"));
          if (!step.ok) continue;
          expect(step.after.writes).toBe((now?.writes ?? 0) + 1);
          now = step.after;
          if (decision === "frozen") standing.add(matter);
          else standing.delete(matter);
          expect(isFrozen(now)).toBe(standing.size > 0);
          expect(now.holds.map((hold) => hold.matter).sort()).toEqual([...standing].sort());
        }
      }),
    );
  });

  test("takes so many matters and no more, so that its record stays small", () => {
    let now: Freeze | undefined;
    for (let count = 0; count < 50; count += 1) {
      const step = decideFreeze(now, item, "frozen", by(`matter ${count}`));
      if (!step.ok) throw new Error(step.why);
      now = step.after;
    }
    expect(decideFreeze(now, item, "frozen", by("one more"))).toEqual({ ok: false, why: "too-many-matters" });
  });
});
