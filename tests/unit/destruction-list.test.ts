import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { destructionDecision } from "../../shared/contract/destruction.ts";
import { openAccession, type Accession } from "../../shared/domain/accession.ts";
import { barNow, barOf, explainBar, knownOf, type ItemFacts } from "../../shared/domain/destruction-bars.ts";
import {
  decideList,
  destructionList,
  draftList,
  furtherBy,
  itemsLeft,
  orderList,
  type DestructionList,
} from "../../shared/domain/destruction-list.ts";
import type { Page } from "../../shared/domain/page.ts";
import { arbitraryPage } from "../support/arbitrary-page.ts";

const at = "2026-11-23T08:00:00.000Z";
const of = { archiveId: "440100", listId: "2026-01", title: "2026 年到期档案" };
const people = ["甲", "乙", "丙"] as const;
const moves = ["drafted", ...destructionDecision.options] as const;
const story = fc.array(fc.tuple(fc.constantFrom(...moves), fc.constantFrom(...people)), { maxLength: 12 });

/** Every state a story goes through; steps that cannot be made are left out. */
const statesOf = (steps: readonly (readonly [(typeof moves)[number], string])[]): DestructionList[] => {
  const states: DestructionList[] = [];
  for (const [move, actor] of steps) {
    const by = { actor, at, reason: "鉴定" };
    const before = states.at(-1);
    const result = move === "drafted" ? draftList(before, of, 1, by) : decideList(before, move, by);
    if (result.ok) states.push(result.after);
  }
  return states;
};

describe("whatever is decided of a list, by whomever, in any order", () => {
  test("it stays a list of the schema, and every step is noted with who, when and why", () => {
    fc.assert(
      fc.property(story, (steps) => {
        for (const [index, state] of statesOf(steps).entries()) {
          expect(destructionList.parse(state)).toEqual(state);
          expect(state.steps).toHaveLength(index + 1);
          expect(state.writes).toBe(index + 1);
        }
      }),
    );
  });

  test("an approved list was drafted, reviewed and approved by different people, in this order", () => {
    fc.assert(
      fc.property(story, (steps) => {
        for (const { state, steps: made } of statesOf(steps).filter((one) => one.state === "approved")) {
          const actorsOf = (to: string) => made.filter((one) => one.to === to).map(({ actor }) => actor);
          const [drafters, reviewers, approvers] = [actorsOf("drafted"), actorsOf("reviewed"), actorsOf("approved")];
          expect(state).toBe("approved");
          expect(reviewers).toHaveLength(1);
          expect(approvers).toHaveLength(1);
          expect(new Set([...reviewers, ...approvers]).size).toBe(2);
          expect([...reviewers, ...approvers].filter((actor) => drafters.includes(actor))).toEqual([]);
        }
      }),
    );
  });

  test("nothing is added to a list once it was reviewed, and a withdrawn one stays so", () => {
    fc.assert(
      fc.property(story, (steps) => {
        const states = statesOf(steps);
        for (const [index, state] of states.entries()) {
          if (state.state !== "draft")
            expect(states.slice(index).map(({ items }) => items)).toEqual(states.slice(index).map(() => state.items));
          if (state.state === "withdrawn") expect(states).toHaveLength(index + 1);
        }
      }),
    );
  });
});

describe("whether an item may go", () => {
  const opened = openAccession(
    undefined,
    { archiveId: "440100", batchId: "2026-11", accessionType: "transfer", from: { name: "局" }, restrictions: [] },
    { actor: "甲", at, reason: "移交" },
  );
  if (!opened.ok) throw new Error(opened.why);
  const accepted: Accession = { ...opened.after, state: "accepted" };
  const plain = fc.sample(arbitraryPage, { numRuns: 1, seed: 1 })[0]!;
  const { custody, restrictions, quarantinedFrom, ...rest } = plain;
  const kept: Page = { ...rest, state: "kept" };
  const facts: ItemFacts = {
    item: {
      archiveId: "440100",
      archivalCode: kept.archivalCode,
      homeRegion: "cn-north-1",
      title: "值班记录",
      fonds: "Z109",
      firstAcceptedAt: at,
    },
    pages: [kept],
    batches: [accepted],
    retention: { retention: { kind: "years", years: 10 }, dueOn: "2022-01-01", findings: [] },
    frozen: false,
  };
  const held = { at, by: "service:ocr", archivalCode: kept.archivalCode, page: 1, mark: "机密" };

  test("it may go now only if it is as it was listed, wholly copied, and not locked for longer", () => {
    const sha256 = kept.file.sha256;
    const copy = { region: "cn-northwest-1", state: "proven" as const, revision: kept.revision, sha256, provenAt: at };
    const safe: Page = {
      ...rest,
      state: "kept",
      termsSince: 1,
      acceptedAt: at,
      original: undefined,
      reading: { state: "failed", code: "broken", failedAt: at },
      replicas: [copy],
    };
    const now = "2026-12-01T00:00:00.000Z";
    const settled = { ...facts, pages: [safe] };
    const bar = (of: ItemFacts, isAsListed = true, lockDays = 0) => barNow(of, { isAsListed }, { now, lockDays });
    expect(bar(settled)).toBeUndefined();
    expect(bar(settled, false)).toBe("changed");
    expect(bar({ ...settled, frozen: true }, false)).toBe("frozen");
    expect(bar({ ...settled, pages: [{ ...safe, replicas: [{ ...copy, state: "failed" }] }] })).toBe("unsettled");
    expect(bar({ ...settled, pages: [{ ...safe, reading: { state: "pending" } }] })).toBe("unsettled");
    // Proven eight days ago.
    expect(bar(settled, true, 7)).toBeUndefined();
    expect(bar(settled, true, 8)).toBe("locked");
    expect(barNow(undefined, { isAsListed: true }, { now, lockDays: 0 })).toBe("unknown");
    const destroyed = { ...settled.item, destroyed: { listId: "2026-01", at } };
    expect(bar({ ...settled, item: destroyed })).toBe("destroyed-already");
  });

  test("it may, from the day on which it is due", () => {
    expect(barOf(facts, "2022-01-01")).toBeUndefined();
    expect(barOf(facts, "2021-12-31")).toBe("not-due");
    expect(barOf({ ...facts, batches: [] }, "2026-01-01")).toBeUndefined();
    expect(barOf({ ...facts, frozen: true }, "2026-01-01")).toBe("frozen");
  });

  test.each([
    ["nothing-kept", { pages: [{ ...kept, state: "withdrawn" as const }] }],
    ["quarantined", { pages: [kept, { ...kept, state: "quarantined" as const, quarantinedFrom: "kept" as const }] }],
    ["quarantined", { batches: [{ ...accepted, quarantine: held }] }],
    ["registration-backup", { pages: [{ ...kept, custody: "registration-backup" as const }] }],
    ["registration-backup", { batches: [{ ...accepted, custody: "registration-backup" as const }] }],
    ["restricted", { pages: [{ ...kept, restrictions: ["publication" as const] }] }],
    ["restricted", { batches: [{ ...accepted, restrictions: ["consultation" as const] }] }],
    ["not-accepted", { batches: [{ ...accepted, state: "tested" as const }] }],
    ["permanent", { retention: { retention: { kind: "permanent" as const }, findings: [] } }],
    ["undecided", { retention: { findings: ["undecided" as const] } }],
    ["date-unknown", { retention: { retention: { kind: "years" as const, years: 1 }, findings: [] } }],
  ])("it may not: %s", (bar, change) => {
    expect(barOf({ ...facts, ...change }, "2999-01-01")).toBe(bar);
  });

  test("what there is not may not, and every reason has a sentence", () => {
    expect(barOf(undefined, "2999-01-01")).toBe("unknown");
    expect(explainBar("unknown").zh).not.toBe("");
  });

  test("what is known of it reads otherwise once its description, its pages or its retention changed, and only then", () => {
    const known = knownOf(facts);
    expect(knownOf({ ...facts, item: { ...facts.item, title: "会议记录" } })).not.toBe(known);
    expect(knownOf({ ...facts, pages: [{ ...kept, version: kept.version + 1 }] })).not.toBe(known);
    expect(knownOf({ ...facts, pages: [kept, { ...kept, page: 2 }] })).not.toBe(known);
    expect(knownOf({ ...facts, retention: { ...facts.retention, dueOn: "2042-01-01" } })).not.toBe(known);
    const read = { ...kept, revision: kept.revision + 1, writes: kept.writes + 1, replicas: [] };
    expect(knownOf({ ...facts, pages: [read] })).toBe(known);
  });
});

describe("carrying a list out", () => {
  const by = (actor: string) => ({ actor, at, reason: "鉴定" });
  const approved = statesOf([
    ["drafted", "甲"],
    ["drafted", "甲"],
    ["reviewed", "乙"],
    ["approved", "丙"],
  ]).at(-1)!;
  const ordered = (before: DestructionList | undefined, actor: string) =>
    orderList(before, ["张三", "李四"], by(actor));

  test("begins with an order by somebody else than the approver, once, and only of an approved list", () => {
    const states = statesOf([
      ["drafted", "甲"],
      ["reviewed", "乙"],
      ["withdrawn", "甲"],
    ]);
    for (const before of states) expect(ordered(before, "甲")).toEqual({ ok: false, why: "not-approved" });
    expect(ordered(undefined, "甲")).toEqual({ ok: false, why: "not-found" });
    expect(ordered(approved, "丙")).toEqual({ ok: false, why: "same-person" });
    const step = ordered(approved, "甲");
    if (!step.ok) throw new Error(step.why);
    expect(destructionList.parse(step.after)).toMatchObject({ state: "carrying-out", supervisors: ["张三", "李四"] });
    expect(ordered(step.after, "乙")).toEqual({ ok: false, why: "under-way" });
    for (const decision of destructionDecision.options)
      expect(decideList(step.after, decision, by("丁")).ok).toBe(false);
  });

  test("is done when every item is spared, or destroyed and then erased", () => {
    const step = ordered(approved, "甲");
    if (!step.ok) throw new Error(step.why);
    const destroyed = furtherBy(step.after, "destroyed");
    expect([step.after, destroyed, furtherBy(destroyed, "erased")].map(itemsLeft)).toEqual([2, 2, 1]);
    expect(itemsLeft(furtherBy(furtherBy(destroyed, "erased"), "spared"))).toBe(0);
    expect(destroyed.writes).toBe(step.after.writes + 1);
    expect(() => furtherBy(approved, "destroyed")).toThrow(RangeError);
  });
});
