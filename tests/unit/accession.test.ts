import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decision } from "../../shared/contract/accession.ts";
import {
  accession,
  amendTerms,
  decide,
  holdBatch,
  isCleared,
  noteTested,
  openAccession,
  releaseBatch,
  type Accession,
  type StepResult,
} from "../../shared/domain/accession.ts";
import { gateOf, refusedByGate } from "../../shared/domain/batch-gate.ts";
import { settled, termsFrom } from "../../shared/domain/batch-terms.ts";
import { assignVendor, declareUnclassified, nameVendor } from "../../shared/domain/vendor-work.ts";
import { arbitraryPage } from "../support/arbitrary-page.ts";

const at = "2026-11-23T08:00:00.000Z";
const step = { actor: "archivist-440100", at, reason: "2026 年移交" };
const batch = { archiveId: "440100", batchId: "b1" };
const mark = { at, by: "service:ocr", archivalCode: "Z109-WS·2011·Y·办公室-0001", page: 1, mark: "机密★10年" };

const vendor = {
  name: "某数字化公司",
  qualification: { number: "GZ-1", expiresOn: "2027-12-31" },
  window: { from: "2026-11-23T00:00:00.000Z", until: "2026-12-23T00:00:00.000Z" },
};

const consent = { reference: "捐赠补充协议〔2026〕1号" };

type Move = (before: Accession | undefined) => Accession | undefined;
const afterOf = (result: StepResult): Accession | undefined => (result.ok ? result.after : undefined);
const open =
  (accessionType: "transfer" | "registration-backup"): Move =>
  (before) =>
    afterOf(openAccession(before, { ...batch, accessionType, from: { name: "市民政局" }, restrictions: [] }, step));
const moves: Readonly<Record<string, Move>> = {
  open: open("transfer"),
  openBackup: open("registration-backup"),
  tested: (before) => afterOf(noteTested(before, step)),
  held: (before) => holdBatch(before, batch, mark, "secrecy mark"),
  released: (before) => afterOf(releaseBatch(before, { ...step, actor: "security-440100" })),
  amended: (before) => afterOf(amendTerms(before, { restrictions: ["publication"], consent }, step)),
  vendorNamed: (before) => afterOf(nameVendor(before, vendor, step)),
  otherVendorNamed: (before) => afterOf(nameVendor(before, { ...vendor, name: "另一公司" }, step)),
  vendorDeclared: (before) => afterOf(declareUnclassified(before, { text: "不涉密", sha256: "a".repeat(64) }, step)),
  vendorAssigned: (before) => afterOf(assignVendor(before, ["v2", "v1", "v2"], step)),
  ...Object.fromEntries(
    decision.options.map((one): [string, Move] => [one, (before) => afterOf(decide(before, one, step))]),
  ),
};
const story = fc.array(fc.constantFrom(...Object.keys(moves)), { maxLength: 12 });

/** Every state a story goes through; steps that cannot be made are left out. */
const statesOf = (names: readonly string[]): Accession[] => {
  const states: Accession[] = [];
  for (const name of names) {
    const after = moves[name]!(states.at(-1));
    if (after !== undefined) states.push(after);
  }
  return states;
};

describe("whatever is decided of a batch, in any order", () => {
  test("it stays a batch of the schema, and every step is noted with who, when and why", () => {
    fc.assert(
      fc.property(story, (names) => {
        for (const [index, state] of statesOf(names).entries()) {
          expect(accession.parse(state)).toEqual(state);
          expect(state.transitions).toHaveLength(index + 1);
          expect(state.writes).toBe(index + 1);
        }
      }),
    );
  });

  test("nothing is accepted that was not tested, and no decision is taken back", () => {
    fc.assert(
      fc.property(story, (names) => {
        const states = statesOf(names);
        for (const [index, state] of states.entries()) {
          if (state.state !== "accepted" && state.state !== "returned") continue;
          const before = states[index - 1]!;
          if (state.state === "accepted" && before.state !== "accepted") expect(before.state).toBe("tested");
          expect(states.slice(index).map((later) => later.state)).toEqual(states.slice(index).map(() => state.state));
        }
      }),
    );
  });

  test("while it is held it takes nothing, and only a release changes it", () => {
    fc.assert(
      fc.property(story, (names) => {
        const states = statesOf(names);
        for (const [index, state] of states.entries()) {
          if (state.quarantine === undefined) continue;
          expect(gateOf(state)).toBe("shut");
          expect(refusedByGate(state, { key: "k", at })?.code).toBe("batch-held");
          const next = states[index + 1];
          if (next !== undefined) expect(next.transitions.at(-1)?.to).toBe("released");
        }
      }),
    );
  });

  test("only a registration backup becomes part of the holdings, and only once", () => {
    fc.assert(
      fc.property(story, (names) => {
        const converted = statesOf(names)
          .at(-1)
          ?.transitions.filter(({ to }) => to === "converted");
        if (converted !== undefined && converted.length > 0) {
          expect(converted).toHaveLength(1);
          expect(statesOf(names)[0]).not.toMatchObject({ accessionType: "transfer" });
        }
      }),
    );
  });
});

describe("a page settled with its batch", () => {
  const someBatch = story.map((names) => statesOf(names).at(-1)).filter((one) => one !== undefined);

  test("is in line: settling it again changes nothing", () => {
    fc.assert(
      fc.property(someBatch, arbitraryPage, (of, page) => {
        const after = settled(of, { ...page, batchId: of.batchId }, at);
        if (after !== undefined) expect(settled(of, after, at)).toBeUndefined();
      }),
    );
  });

  test("keeps its bytes, its reading and its version, whatever is decided", () => {
    fc.assert(
      fc.property(someBatch, arbitraryPage, (of, page) => {
        const after = settled(of, { ...page, batchId: of.batchId }, at);
        if (after === undefined) return;
        expect(after).toMatchObject({ file: page.file, reading: page.reading, version: page.version });
        expect(after.revision).toBe(page.revision + 1);
      }),
    );
  });

  test("is as it was once its batch was held and released", () => {
    fc.assert(
      fc.property(arbitraryPage, (page) => {
        const opened = moves["open"]!(undefined)!;
        const held = moves["held"]!(opened)!;
        const of = settled(opened, { ...page, batchId: "b1" }, at) ?? { ...page, batchId: "b1" };
        const aside = settled(held, of, at) ?? of;
        expect(aside.state).toBe("quarantined");
        const again = settled(moves["released"]!(held)!, aside, at)!;
        const back = of.state === "quarantined" ? (of.quarantinedFrom ?? "kept") : of.state;
        expect(again.state).toBe(back);
      }),
    );
  });

  test("of another batch is left alone", () => {
    fc.assert(
      fc.property(someBatch, arbitraryPage, (of, page) => {
        expect(settled(of, { ...page, batchId: "another" }, at)).toBeUndefined();
      }),
    );
  });

  test("is under what its giver forbids, and what was forbidden of it before it came with this batch", () => {
    fc.assert(
      fc.property(someBatch, arbitraryPage, (of, page) => {
        expect(termsFrom("b1", of, page).restrictions ?? []).toEqual(
          [...new Set([...(page.restrictions ?? []), ...of.restrictions])].sort(),
        );
      }),
    );
  });

  test("is under fewer restrictions only by an amendment, which lifts nothing that another batch's giver forbids", () => {
    const under = (restrictions: Accession["restrictions"]) => ({ ...moves["open"]!(undefined)!, restrictions });
    const uses = fc.subarray(["consultation", "copying", "publication"] as const).map((some) => [...some]);
    fc.assert(
      fc.property(arbitraryPage, uses, uses, uses, (page, earlier, first, later) => {
        const came = { ...page, batchId: "b0", restrictions: earlier, restrictedBefore: undefined };
        const placed = { ...page, batchId: "b1", ...termsFrom("b1", under(first), came) };
        const amended = afterOf(amendTerms(under(first), { restrictions: later, consent }, step))!;
        const now = settled(amended, placed, at) ?? placed;
        expect(now.restrictions ?? []).toEqual([...new Set([...earlier, ...later])].sort());
        expect(amended.transitions.at(-1)).toMatchObject({ to: "amended", actor: step.actor });
      }),
    );
  });
});

describe("releasing", () => {
  const held = (by: string) => holdBatch(moves["open"]!(undefined), batch, { ...mark, by, version: 1 }, "secrecy mark");

  test("takes a second person: whoever opened, closed or held the batch does not release it", () => {
    const release = (before: Accession | undefined, actor: string) => releaseBatch(before, { ...step, actor });
    expect(release(held("service:ocr"), "archivist-440100")).toEqual({ ok: false, why: "same-person" });
    expect(release(held("security-440100"), "security-440100")).toEqual({ ok: false, why: "same-person" });
    expect(release(held("service:ocr"), "security-440100").ok).toBe(true);
    expect(release(moves["open"]!(undefined), "security-440100")).toEqual({ ok: false, why: "not-held" });
  });

  test("clears what was found, in those bytes of that page and nowhere else", () => {
    const after = afterOf(
      releaseBatch(held("service:ocr"), { ...step, actor: "security-440100", reason: "题名中的词" }),
    );
    expect(after?.quarantine).toBeUndefined();
    expect(after?.cleared).toMatchObject([{ mark: "机密★10年", releasedBy: "security-440100", reason: "题名中的词" }]);
    expect(isCleared(after, { ...mark, version: 1 })).toBe(true);
    expect(isCleared(after, { ...mark, version: 2 })).toBe(false);
    expect(isCleared(after, { ...mark, version: 1, page: 2 })).toBe(false);
    expect(isCleared(undefined, { ...mark, version: 1 })).toBe(false);
  });
});
