import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allChecks } from "../../shared/checks/all-checks.ts";
import type { Evidence, TestedPage } from "../../shared/checks/evidence.ts";
import { findingCode } from "../../shared/checks/finding-codes.ts";
import { reportOf } from "../../shared/checks/report-of.ts";
import { mostFindings, runChecks, worst } from "../../shared/checks/run-checks.ts";
import { checkProfile, defaultProfile, type CheckProfile } from "../../shared/contract/check-profile.ts";
import { checkReport } from "../../shared/contract/check-report.ts";
import { checkId, type CheckId } from "../../shared/contract/checks.ts";
import { codeOf, describedItem, digestOf, keyOf, scannedAs, soundBatch, soundPage } from "../support/tested-batch.ts";

/** Asks for everything that can be asked for. */
const strict: CheckProfile = checkProfile.parse({
  processValues: ["handling"],
  naming: { fonds: ["Z109"] },
  formats: ["image/tiff", "image/jpeg"],
});
const items = 40;
const sound: Evidence = (() => {
  const batch = soundBatch(items);
  const handled = batch.items?.map((item) => ({ ...item, values: { ...item.values, handling: "已办结" } }));
  return { ...batch, items: handled };
})();

type Fault = {
  readonly check: CheckId;
  readonly outcome: "failed" | "could-not-check";
  readonly code: string;
  readonly where?: { readonly archivalCode: string; readonly page?: number };
  readonly plant: (evidence: Evidence) => Evidence;
};

const changePage = (item: number, page: number, change: (page: TestedPage) => TestedPage) => (evidence: Evidence) => ({
  ...evidence,
  pages: evidence.pages.map((one) => (one.archivalCode === codeOf(item) && one.page === page ? change(one) : one)),
});
const say = (item: number, values: Record<string, string>) => (evidence: Evidence) => ({
  ...evidence,
  items: evidence.items?.map((one) =>
    one.archivalCode === codeOf(item) ? { ...one, values: { ...one.values, ...values } } : one,
  ),
});
/** Takes a page away, also from the hand-over list and its totals, so that only its number is missing. */
const withoutPages = (item: number, pages: readonly number[]) => (evidence: Evidence) => {
  const gone = new Set(pages.map((page) => keyOf(codeOf(item), page)));
  return {
    ...evidence,
    pages: evidence.pages.filter(({ arrival }) => !gone.has(arrival.key)),
    sent: evidence.sent?.filter(({ key }) => !gone.has(key)),
    batch: totalled(evidence, evidence.pages.length - gone.size),
  };
};
const totalled = ({ batch }: Evidence, pages: number): Evidence["batch"] =>
  batch && {
    ...batch,
    expected: {
      ...batch.expected,
      pages,
      bytes: (batch.expected?.bytes ?? 0) - ((batch.expected?.pages ?? 0) - pages) * 1000,
    },
  };

const faults: readonly Fault[] = [
  {
    check: "authenticity.digest",
    outcome: "failed",
    code: "bytes-changed",
    where: { archivalCode: codeOf(1), page: 1 },
    plant: changePage(1, 1, (page) => ({ ...page, original: { region: "cn-north-1", state: "failed", revision: 2 } })),
  },
  {
    check: "authenticity.signature",
    outcome: "could-not-check",
    code: "signature-unverified",
    where: { archivalCode: codeOf(1), page: 2 },
    plant: changePage(1, 2, (page) => scannedAs(page, { signatures: 1 })),
  },
  {
    check: "authenticity.as-sent",
    outcome: "failed",
    code: "not-as-sent",
    plant: (evidence) => ({
      ...evidence,
      sent: evidence.sent?.map((file) =>
        file.key === keyOf(codeOf(1), 3) ? { ...file, sha256: digestOf("other") } : file,
      ),
    }),
  },
  {
    check: "authenticity.package",
    outcome: "failed",
    code: "package-malformed",
    plant: (evidence) => ({
      ...evidence,
      packages: evidence.packages.map((one) => ({
        ...one,
        structure: [{ rule: "bagit-txt-encoding", path: "bagit.txt" }],
      })),
    }),
  },
  {
    check: "authenticity.value-length",
    outcome: "failed",
    code: "value-too-long",
    where: { archivalCode: codeOf(2) },
    plant: say(2, { title: "长".repeat(501) }),
  },
  {
    check: "authenticity.value-form",
    outcome: "failed",
    code: "value-malformed",
    where: { archivalCode: codeOf(3) },
    plant: say(3, { date: "20110231" }),
  },
  {
    check: "authenticity.value-domain",
    outcome: "failed",
    code: "value-outside-domain",
    where: { archivalCode: codeOf(4) },
    plant: say(4, { level: "piece", pages: "3" }),
  },
  {
    check: "authenticity.plausibility",
    outcome: "failed",
    code: "date-after-filing",
    where: { archivalCode: codeOf(5) },
    plant: say(5, { date: "2012-01-01" }),
  },
  {
    check: "authenticity.characters",
    outcome: "failed",
    code: "special-character",
    where: { archivalCode: codeOf(6) },
    plant: say(6, { creator: "市民政\u{FFFD}局" }),
  },
  {
    check: "authenticity.archival-code",
    outcome: "failed",
    code: "fonds-unexpected",
    where: { archivalCode: "Z110-WS·2011·Y·办公室-0001" },
    plant: (evidence) => renamed(evidence, 7, "Z110-WS·2011·Y·办公室-0001"),
  },
  {
    check: "authenticity.duplicate-values",
    outcome: "failed",
    code: "value-twice",
    where: { archivalCode: codeOf(9) },
    plant: say(9, { archivalCode: codeOf(8) }),
  },
  {
    check: "authenticity.file-attributes",
    outcome: "failed",
    code: "size-not-as-stated",
    plant: (evidence) => ({
      ...evidence,
      sent: evidence.sent?.map((file) => (file.key === keyOf(codeOf(9), 1) ? { ...file, bytes: 999 } : file)),
    }),
  },
  {
    check: "authenticity.linked",
    outcome: "failed",
    code: "not-described",
    where: { archivalCode: codeOf(10) },
    plant: (evidence) => ({
      ...evidence,
      items: evidence.items?.filter(({ archivalCode }) => archivalCode !== codeOf(10)),
    }),
  },
  {
    check: "integrity.totals",
    outcome: "failed",
    code: "total-differs",
    plant: (evidence) => ({
      ...evidence,
      batch: evidence.batch && { ...evidence.batch, expected: { ...evidence.batch.expected, volumes: 1 } },
    }),
  },
  {
    check: "integrity.required-values",
    outcome: "failed",
    code: "value-missing",
    where: { archivalCode: codeOf(11) },
    plant: say(11, { title: " " }),
  },
  {
    check: "integrity.item-sequence",
    outcome: "failed",
    code: "items-missing",
    where: { archivalCode: "Z109-WS·2011·Y·办公室" },
    plant: (evidence) => renamed(evidence, items, codeOf(items + 2)),
  },
  {
    check: "integrity.page-sequence",
    outcome: "failed",
    code: "page-missing",
    where: { archivalCode: codeOf(12), page: 2 },
    plant: withoutPages(12, [2]),
  },
  {
    check: "integrity.pages-described",
    outcome: "failed",
    code: "pages-not-as-described",
    where: { archivalCode: codeOf(13) },
    plant: say(13, { pages: "5" }),
  },
  {
    check: "integrity.repeated-page",
    outcome: "failed",
    code: "same-bytes",
    where: { archivalCode: codeOf(15), page: 1 },
    plant: (evidence) => {
      const same = soundPage(codeOf(14), 3);
      const planted = changePage(15, 1, (page) => ({
        ...same,
        archivalCode: codeOf(15),
        page: 1,
        arrival: page.arrival,
      }));
      return {
        ...planted(evidence),
        sent: evidence.sent?.map((file) =>
          file.key === keyOf(codeOf(15), 1) ? { ...file, sha256: same.file.sha256 } : file,
        ),
      };
    },
  },
  {
    check: "integrity.look-alike-page",
    outcome: "failed",
    code: "looks-like",
    where: { archivalCode: codeOf(16), page: 3 },
    plant: (evidence) => {
      const { reading } = soundPage(codeOf(16), 2);
      return changePage(16, 3, (page) => ({ ...page, reading }))(evidence);
    },
  },
  {
    check: "integrity.content",
    outcome: "failed",
    code: "refused",
    plant: (evidence) => ({
      ...evidence,
      refused: [...evidence.refused, { key: "440100/b1/x/001.tif", code: "broken" }],
    }),
  },
  {
    check: "integrity.process-values",
    outcome: "failed",
    code: "process-value-missing",
    where: { archivalCode: codeOf(17) },
    plant: say(17, { handling: "" }),
  },
  {
    check: "integrity.attachments",
    outcome: "failed",
    code: "attachment-missing",
    where: { archivalCode: codeOf(18) },
    plant: (evidence) => ({
      ...evidence,
      items: evidence.items?.map((one) =>
        one.archivalCode === codeOf(18) ? { ...one, attachments: [codeOf(19), codeOf(9999)] } : one,
      ),
    }),
  },
  {
    check: "integrity.package",
    outcome: "failed",
    code: "package-lacks",
    plant: (evidence) => ({
      ...evidence,
      packages: evidence.packages.map((one) => ({ ...one, missing: ["data/x.tif"] })),
    }),
  },
  {
    check: "usability.catalogue",
    outcome: "failed",
    code: "rows-unread",
    plant: (evidence) => ({ ...evidence, unreadRows: 2 }),
  },
  {
    check: "usability.opens",
    outcome: "failed",
    code: "does-not-open",
    where: { archivalCode: codeOf(20), page: 1 },
    plant: changePage(20, 1, (page) => ({
      ...page,
      reading: { state: "failed", code: "unreadable", failedAt: "2026-11-23T08:00:00.000Z" },
    })),
  },
  {
    check: "usability.format",
    outcome: "failed",
    code: "format-not-allowed",
    where: { archivalCode: codeOf(21), page: 1 },
    plant: changePage(21, 1, (page) => ({ ...page, file: { ...page.file, mediaType: "image/png" } })),
  },
  {
    check: "usability.one-format",
    outcome: "failed",
    code: "other-format",
    where: { archivalCode: codeOf(22), page: 1 },
    plant: changePage(22, 1, (page) => ({ ...page, file: { ...page.file, mediaType: "image/jpeg" } })),
  },
  {
    check: "usability.not-encrypted",
    outcome: "failed",
    code: "encrypted",
    plant: (evidence) => ({
      ...evidence,
      refused: [...evidence.refused, { key: "440100/b1/y.pdf", code: "encrypted" }],
    }),
  },
  {
    check: "usability.resolution",
    outcome: "failed",
    code: "dpi-too-low",
    where: { archivalCode: codeOf(23), page: 1 },
    plant: changePage(23, 1, (page) => scannedAs(page, { dpi: 150 })),
  },
  {
    check: "usability.colour",
    outcome: "failed",
    code: "depth-too-low",
    where: { archivalCode: "Z109-ZP·2011·Y-0001", page: 1 },
    plant: (evidence) => changedTo(renamed(evidence, 24, "Z109-ZP·2011·Y-0001"), "Z109-ZP·2011·Y-0001"),
  },
  {
    check: "usability.skew",
    outcome: "failed",
    code: "skewed",
    where: { archivalCode: codeOf(25), page: 1 },
    plant: changePage(25, 1, (page) => scannedAs(page, { skew: -3.2 })),
  },
  {
    check: "usability.blank-page",
    outcome: "failed",
    code: "blank",
    where: { archivalCode: codeOf(26), page: 1 },
    plant: changePage(26, 1, (page) => scannedAs(page, { ink: 0, lines: 0 })),
  },
  {
    check: "usability.copies",
    outcome: "could-not-check",
    code: "copy-unproven",
    where: { archivalCode: codeOf(27), page: 1 },
    plant: changePage(27, 1, (page) => ({
      ...page,
      original: { region: "cn-north-1", state: "proven", revision: 2 },
      replicas: [{ region: "cn-northwest-1", state: "pending", revision: 0 }],
    })),
  },
  {
    check: "security.malware",
    outcome: "failed",
    code: "infected",
    plant: (evidence) => ({
      ...evidence,
      refused: [...evidence.refused, { key: "440100/b1/z.pdf", code: "infected", threat: "Eicar-Signature" }],
    }),
  },
  {
    check: "security.surplus",
    outcome: "failed",
    code: "surplus-object",
    plant: (evidence) => ({
      ...evidence,
      refused: [...evidence.refused, { key: "440100/b1/Thumbs.db", code: "not-a-scan" }],
    }),
  },
  {
    check: "security.classification",
    outcome: "failed",
    code: "classified",
    where: { archivalCode: codeOf(29) },
    plant: say(29, { classification: "机密★10年" }),
  },
  {
    check: "security.process",
    outcome: "failed",
    code: "step-unrecorded",
    plant: (evidence) => ({
      ...evidence,
      batch: evidence.batch && {
        ...evidence.batch,
        transitions: evidence.batch.transitions.filter(({ to }) => to !== "open"),
      },
    }),
  },
];

/** Gives an item another 档号, wherever it is named. */
const renamed = (evidence: Evidence, item: number, to: string): Evidence => {
  const from = codeOf(item);
  const key = (old: string): string => old.replace(`/${from}/`, `/${to}/`);
  const rename = <T extends { readonly archivalCode: string }>(one: T): T =>
    one.archivalCode === from ? { ...one, archivalCode: to } : one;
  return {
    ...evidence,
    pages: evidence.pages.map((page) => ({
      ...rename(page),
      arrival: { ...page.arrival, key: key(page.arrival.key) },
    })),
    items: evidence.items?.map((one) =>
      one.archivalCode === from ? { ...one, archivalCode: to, values: { ...one.values, archivalCode: to } } : one,
    ),
    sent: evidence.sent?.map((file) => ({ ...file, key: key(file.key) })),
  };
};
const changedTo = (evidence: Evidence, archivalCode: string): Evidence => ({
  ...evidence,
  pages: evidence.pages.map((page) =>
    page.archivalCode === archivalCode && page.page === 1 ? scannedAs(page, { depth: "bilevel" }) : page,
  ),
});

type Told = Pick<Fault, "check" | "outcome" | "code" | "where">;
const told = (evidence: Evidence): Told[] =>
  runChecks(evidence, strict).flatMap(({ id, findings }) =>
    findings.map(({ outcome, code, archivalCode, page }) => ({
      check: id,
      outcome,
      code,
      ...(archivalCode === undefined ? {} : { where: { archivalCode, ...(page === undefined ? {} : { page }) } }),
    })),
  );
const toldOf = ({ check, outcome, code, where }: Fault): Told => ({
  check,
  outcome,
  code,
  ...(where === undefined ? {} : { where }),
});

/** Taking an item's number away leaves a gap, of which nothing can be said but by the check for gaps. */
const alsoLeavesGap = new Set<CheckId>(["authenticity.archival-code", "usability.colour"]);

describe("the four-property checks", () => {
  test("there is one for each id, in the order of the ids", () => {
    expect(allChecks.map(({ id }) => id)).toEqual(checkId.options);
    for (const { id, property } of allChecks) expect(id.split(".")[0]).toBe(property);
  });

  test("find nothing wrong with a sound batch, and say which had nothing to look at", () => {
    expect(told(sound)).toEqual([]);
    const unasked = runChecks(sound, strict).filter(({ outcome }) => outcome === undefined);
    expect(unasked.map(({ id }) => id)).toEqual([
      "authenticity.signature",
      "integrity.attachments",
      "usability.environment",
    ]);
  });

  test.each(faults.map((fault) => [fault.check, fault] as const))("%s finds the one fault of its kind", (id, fault) => {
    const found = told(fault.plant(sound)).filter(({ check }) => check === id || !alsoLeavesGap.has(id));
    expect(found).toEqual([toldOf(fault)]);
  });

  test("of a batch with one fault of each kind, each is found and named, and nothing else", () => {
    const numbered = new Set(faults.map(({ check }) => check));
    // An environment of its own needs a format that is not taken in at all.
    expect(checkId.options.filter((id) => !numbered.has(id))).toEqual(["usability.environment"]);
    const all = faults.reduce((evidence, { plant }) => plant(evidence), sound);
    const found = told(all);
    const gaps = found.filter(({ check }) => check === "integrity.item-sequence");
    // The planted one, and those that two items leave that were given other codes.
    expect(gaps).toHaveLength(3);
    expect(found.filter(({ check }) => check !== "integrity.item-sequence")).toEqual(
      faults.filter(({ check }) => check !== "integrity.item-sequence").map(toldOf),
    );
  });

  test("explain each finding in both languages, with where it is and nothing left to fill in", () => {
    const report = reportOf(
      { archiveId: "440100", batchId: "b1" },
      faults.reduce((of, { plant }) => plant(of), sound),
      strict,
    );
    for (const { findings } of report.results)
      for (const { detail, archivalCode, page } of findings)
        for (const language of ["zh", "en"] as const) {
          expect(detail[language]).not.toMatch(/\{\w+\}/);
          if (archivalCode !== undefined) expect(detail[language]).toContain(archivalCode);
          if (page !== undefined) expect(detail[language]).toContain(String(page));
        }
    expect(checkReport.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  test("never pass what they could not tell: without catalogue, scanner, measures and proofs", () => {
    const bare: Evidence = {
      ...sound,
      items: undefined,
      scanner: undefined,
      pages: sound.pages.map((page) => ({
        ...page,
        scanned: undefined,
        replicas: [{ region: "cn-northwest-1", state: "pending", revision: 0 }],
        reading: { state: "pending" },
      })),
    };
    const of = Object.fromEntries(runChecks(bare, strict).map(({ id, outcome }) => [id, outcome]));
    for (const id of [
      ...["authenticity.digest", "authenticity.value-length", "authenticity.linked", "integrity.required-values"],
      ...["usability.catalogue", "usability.opens", "usability.resolution", "usability.colour", "usability.skew"],
      ...["usability.blank-page", "usability.copies", "security.malware", "security.classification"],
    ])
      expect([id, of[id]]).toEqual([id, "could-not-check"]);
    const report = reportOf({ archiveId: "440100", batchId: "b1" }, bare, strict);
    expect(report.outcome).toBe("could-not-check");
    expect(report.against).toEqual(["authenticity.digest", "usability.opens"]);
  });

  test("bound what they list, and tell how much there was", () => {
    const many: Evidence = {
      ...sound,
      pages: Array.from({ length: 2 * mostFindings }, (_, index) =>
        soundPage(codeOf(1), index + 1, { scanned: undefined }),
      ),
      refused: Array.from({ length: mostFindings }, (_, index) => ({ key: `${index}.tif`, code: "infected" })),
    };
    const scanned = runChecks(many, strict).find(({ id }) => id === "security.malware");
    expect(scanned).toMatchObject({ outcome: "failed", failed: mostFindings, unchecked: 2 * mostFindings });
    expect(scanned?.findings).toHaveLength(mostFindings);
    expect(scanned?.findings.every(({ outcome }) => outcome === "failed")).toBe(true);
  });
});

describe("whatever the evidence", () => {
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.constantFrom("", "20110305", "Z109", "3"));
  const code = fc.oneof(fc.integer({ min: 1, max: 6 }).map(codeOf), text);
  const pages = fc.array(
    fc.tuple(
      code,
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom({ by: "scripted", at: "2026-11-23T08:00:00.000Z" }, undefined),
    ),
    { maxLength: 30 },
  );
  const descriptions = fc.array(
    fc.tuple(code, fc.dictionary(fc.constantFrom(...Object.keys(defaultProfile.values)), text)),
    { maxLength: 10 },
  );
  const evidence: fc.Arbitrary<Evidence> = fc
    .tuple(pages, fc.option(descriptions, { nil: undefined }), fc.boolean())
    .map(([of, items, scanner]) => ({
      ...sound,
      pages: of.map(([archivalCode, page, scanned]) => soundPage(archivalCode, page, { scanned })),
      items: items?.map(([archivalCode, values]) => describedItem(archivalCode, values)),
      scanner: scanner ? "scripted" : undefined,
    }));

  test("the checks end, every check has one outcome or says why it was not asked, and the report is of its schema", () => {
    fc.assert(
      fc.property(evidence, (of) => {
        const report = reportOf({ archiveId: "440100", batchId: "b1" }, of, defaultProfile);
        expect(checkReport.parse(report)).toEqual(report);
        for (const { outcome, unasked, failed, unchecked, findings } of report.results) {
          expect((outcome === undefined) !== (unasked === undefined)).toBe(true);
          if (outcome === "passed") expect([failed, unchecked, findings.length]).toEqual([0, 0, 0]);
          if (outcome === "failed") expect(failed).toBeGreaterThan(0);
          if (outcome === "could-not-check") expect([failed, unchecked > 0]).toEqual([0, true]);
          for (const { code: of_ } of findings) expect(findingCode.safeParse(of_).success).toBe(true);
        }
        expect(report.outcome).toBe(worst(report.results.flatMap(({ outcome }) => outcome ?? [])));
      }),
      { numRuns: 60 },
    );
  });

  test("the order of the pages changes no outcome", () => {
    fc.assert(
      fc.property(evidence, (of) => {
        const outcomes = (one: Evidence) => runChecks(one, defaultProfile).map(({ id, outcome }) => [id, outcome]);
        expect(outcomes({ ...of, pages: [...of.pages].reverse() })).toEqual(outcomes(of));
      }),
      { numRuns: 40 },
    );
  });
});
