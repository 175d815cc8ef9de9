import { createHash } from "node:crypto";
import { expect } from "vitest";
import { permitAnswer } from "../../../../shared/contract/vendor.ts";
import { accessionChanges } from "../../../../shared/storage/accession-changes.ts";
import { accessionStore } from "../../../../shared/storage/accession-store.ts";
import { decide, openAccession } from "../../../../shared/domain/accession.ts";
import { testReportAnswer } from "../../../../shared/contract/evidence-routes.ts";
import { countWrites } from "../../../../shared/storage/batch-writes.ts";
import { gatheredEvidence } from "../../../../shared/storage/gathered-evidence.ts";
import { eventIdsFrom } from "../../../../shared/runtime/event-ids.ts";
import { preservationStore } from "../../../../shared/storage/preservation-store.ts";
import { holdBatchFor } from "../../../../shared/storage/hold-batch.ts";
import { heldPageWrite } from "../../../../shared/storage/page-writes.ts";
import { commit } from "../../../../shared/storage/transaction.ts";
import { given, keptPage, uniqueScan, type KeptPage } from "../kept-page.ts";
import { reportFonts } from "../../../support/report-fonts.ts";
import { dueBatch } from "./preservation.ts";
import type { Scenario, Stage } from "../stage.ts";

const terms = { accessionType: "transfer", from: { name: "市民政局" }, reason: "2026 年移交" };

/** A page that is listed in its batch, and the batch held: it is owed to be set aside. */
export const heldBatch = async (stage: Stage, since = new Date()): Promise<KeptPage> => {
  const { documents, records, history } = stage.here;
  const kept = await keptPage(stage);
  await commit(documents, [heldPageWrite(records, kept.page)]);
  const hold = holdBatchFor({
    accessions: accessionStore(documents, { records }),
    changes: accessionChanges(documents, { records, history }),
    newEvent: eventIdsFrom(() => since),
  });
  const { archiveId, batchId, archivalCode } = kept.page;
  await hold({ archiveId, batchId, archivalCode, page: 1, by: "service:ocr", mark: "机密★10年" });
  return kept;
};

const workOn = ({ page: { archiveId, batchId } }: KeptPage) => ({ detail: { archiveId, batchId } });

export const openBatch: Scenario = {
  function: "accession/open-batch",
  load: () => import("../../../../functions/accession/open-batch.handler.ts"),
  paths: {
    "opens a batch": async (stage) => {
      const path = { archiveId: stage.here.archiveId, batchId: `b${stage.unique()}` };
      expect(await stage.asks({ path, body: terms })).toMatchObject({ state: "open" });
    },
  },
};

export const decideBatch: Scenario = {
  function: "accession/decide-batch",
  load: () => import("../../../../functions/accession/decide-batch.handler.ts"),
  paths: {
    "closes a batch": async (stage) => {
      const path = { archiveId: stage.here.archiveId, batchId: `b${stage.unique()}` };
      await stage.byAnother(openBatch, async (other) => {
        await other.asks({ path, body: terms });
      });
      const answer = await stage.asks({ path, body: { decision: "closed", reason: "all there" } });
      expect(answer).toMatchObject({ state: "closed" });
    },
  },
};

export const listQuarantine: Scenario = {
  function: "accession/list-quarantine",
  load: () => import("../../../../functions/accession/list-quarantine.handler.ts"),
  paths: {
    "says why a batch is held": async (stage) => {
      const { page } = await heldBatch(stage);
      const answer = await stage.asks({ query: {} });
      expect(JSON.stringify(answer)).toContain(page.batchId);
    },
  },
};

export const decideQuarantine: Scenario = {
  function: "accession/decide-quarantine",
  load: () => import("../../../../functions/accession/decide-quarantine.handler.ts"),
  paths: {
    "releases a batch": async (stage) => {
      const { archiveId, batchId } = (await heldBatch(stage)).page;
      const answer = await stage.asks({ path: { archiveId, batchId }, body: { decision: "release", reason: "题名" } });
      expect(answer).toMatchObject({ held: false });
    },
  },
};

export const amendBatch: Scenario = {
  function: "accession/amend-batch",
  load: () => import("../../../../functions/accession/amend-batch.handler.ts"),
  paths: {
    "puts other restrictions under a batch": async (stage) => {
      const path = { archiveId: stage.here.archiveId, batchId: `b${stage.unique()}` };
      await stage.byAnother(openBatch, async (other) => {
        await other.asks({ path, body: { ...terms, restrictions: ["copying"] } });
      });
      const body = { restrictions: [], consent: { reference: "补充协议" }, reason: "the donor agrees" };
      expect(await stage.asks({ path, body })).toMatchObject({ restrictions: [] });
    },
  },
};

const hour = 3_600_000;
const vendorTerms = () => ({
  name: "某数字化公司",
  qualification: { number: "GZ-1", expiresOn: "2099-12-31" },
  window: {
    from: new Date(Date.now() - hour).toISOString(),
    until: new Date(Date.now() + hour).toISOString(),
  },
});

/** A batch of a vendor. @returns its path. */
const vendorBatch = async (stage: Stage) => {
  const path = { archiveId: stage.here.archiveId, batchId: `b${stage.unique()}` };
  await stage.byAnother(openBatch, async (other) => {
    await other.asks({ path, body: { ...terms, vendor: vendorTerms() } });
  });
  return path;
};

export const arrangeVendor: Scenario = {
  function: "accession/arrange-vendor",
  load: () => import("../../../../functions/accession/arrange-vendor.handler.ts"),
  paths: {
    "declares of a batch that its vendor may see it": async (stage) => {
      const path = await vendorBatch(stage);
      const answer = await stage.asks({ path, body: { step: "declared", text: "不涉密" } });
      expect(answer).toMatchObject({ vendorWork: { declaration: { text: "不涉密" } } });
    },
  },
};

export const permitUploads: Scenario = {
  function: "accession/permit-uploads",
  load: () => import("../../../../functions/accession/permit-uploads.handler.ts"),
  paths: {
    "permits an upload, with which the object is put": async (stage) => {
      const path = await vendorBatch(stage);
      const sub = `vendor-${stage.unique()}`;
      await stage.byAnother(arrangeVendor, async (other) => {
        await other.asks({ path, body: { step: "declared", text: "不涉密" } });
        await other.asks({ path, body: { step: "assigned", principals: [sub], reason: "2026 年数字化" } });
      });
      const bytes = await uniqueScan(stage);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      const key = `${path.archiveId}/${path.batchId}/Z109-WS·2011·Y·办公室-0001/001.png`;
      const body = { objects: [{ key, bytes: bytes.length, sha256 }] };
      const { permits } = permitAnswer.parse(await stage.asks({ path, body, sub, roles: "[vendor]" }));
      const { "content-length": _, ...headers } = permits[0]!.headers;
      const put = await fetch(permits[0]!.url, { method: "PUT", headers, body: new Uint8Array(bytes) });
      expect(put.status).toBe(200);
    },
  },
};

export const settleBatch: Scenario = {
  function: "accession/settle-batch",
  load: () => import("../../../../functions/accession/settle-batch.handler.ts"),
  paths: {
    "sets the pages of a held batch aside": async (stage) => {
      const kept = await heldBatch(stage);
      await stage.does("accession", await given(stage, "accession", workOn(kept)));
      expect((await kept.now()).state).toBe("quarantined");
    },
    "goes on with the rest of a large batch": async (stage) => {
      const kept = await heldBatch(stage);
      const { documents, records } = stage.here;
      const pages = Array.from({ length: 200 }, (_, at) => ({ ...kept.page, page: at + 2 }));
      for (let from = 0; from < pages.length; from += 100)
        await commit(
          documents,
          pages.slice(from, from + 100).map((page) => heldPageWrite(records, page)),
        );
      await stage.does("accession", await given(stage, "accession", workOn(kept)));
      await stage.takeFrom("accession", (body) => body.includes('"after"'));
    },
    "puts a message off": async (stage) => {
      const message = await given(stage, "accession", workOn(await heldBatch(stage)));
      await stage.whileRecordsAreBusy(() => stage.putsOff("accession", message));
    },
    "parks a message": (stage) => stage.parksWhatItCannotRead("accession"),
  },
};

/** A batch that was closed when as many pages were there as were to come: nothing has to be waited for but their copies. */
const closedBatch = async (stage: Stage, { safe }: { readonly safe: boolean }): Promise<KeptPage> => {
  const { documents, records, archiveId } = stage.here;
  const kept = await keptPage(stage);
  const { batchId } = kept.page;
  const counts = countWrites(records, archiveId, batchId, "spread", { pages: 1, ...(safe ? {} : { unsafe: 1 }) });
  await commit(documents, [heldPageWrite(records, kept.page), ...counts]);
  const path = { archiveId, batchId };
  await stage.byAnother(openBatch, async (other) => {
    await other.asks({ path, body: { ...terms, expected: { pages: 1 } } });
  });
  await stage.byAnother(decideBatch, async (other) => {
    await other.asks({ path, body: { decision: "closed", reason: "all there" } });
  });
  return kept;
};

const testedBatch = async (stage: Stage): Promise<KeptPage> => {
  await stage.coldStart();
  const kept = await closedBatch(stage, { safe: true });
  await stage.does("tests", await given(stage, "tests", workOn(kept)));
  return kept;
};

export const testBatch: Scenario = {
  function: "accession/test-batch",
  load: () => import("../../../../functions/accession/test-batch.handler.ts"),
  variables: () => ({ REPORT_FONTS: reportFonts }),
  paths: {
    "tests a closed batch and signs its report": async (stage) => {
      const { archiveId, batchId } = (await testedBatch(stage)).page;
      const { documents, records } = stage.here;
      expect(await accessionStore(documents, { records }).get(archiveId, batchId)).toMatchObject({ state: "tested" });
    },
    "signs in the name of every archive that is at home here": async (stage) => {
      await stage.coldStart();
      const { documents, records, archiveIds } = stage.here;
      for (const archiveId of archiveIds) {
        const batchId = await longClosedBatch(stage, archiveId);
        await stage.does("tests", await given(stage, "tests", { detail: { archiveId, batchId } }));
        expect(await accessionStore(documents, { records }).get(archiveId, batchId)).toMatchObject({ state: "tested" });
      }
    },
    "takes away what it had gathered": async (stage) => {
      const { archiveId, batchId } = (await testedBatch(stage)).page;
      const { documents, records } = stage.here;
      expect(
        await gatheredEvidence(documents, { records }).all({ archiveId, batchId, stage: "transfer", of: 2 }),
      ).toEqual([]);
    },
    "goes on with the rest of a large batch": async (stage) => {
      const kept = await closedBatch(stage, { safe: true });
      const { documents, records } = stage.here;
      const pages = Array.from({ length: 5_000 }, (_, at) => ({ ...kept.page, page: at + 2 }));
      for (let from = 0; from < pages.length; from += 100)
        await commit(
          documents,
          pages.slice(from, from + 100).map((page) => heldPageWrite(records, page)),
        );
      await stage.does("tests", await given(stage, "tests", workOn(kept)));
      await stage.takeFrom("tests", (body) => body.includes('"walk"'));
    },
    "tests what is kept": async (stage) => {
      const { page } = await dueBatch(stage);
      const { archiveId, batchId } = page;
      await stage.does("tests", await given(stage, "tests", { detail: { archiveId, batchId, stage: "preservation" } }));
      const { documents, records } = stage.here;
      expect((await preservationStore(documents, records).get(archiveId, batchId))?.last).toBeDefined();
    },
    "puts a message off": async (stage) => {
      const message = await given(stage, "tests", workOn(await closedBatch(stage, { safe: false })));
      await stage.putsOff("tests", message);
    },
    "parks a message": (stage) => stage.parksWhatItCannotRead("tests"),
  },
};

export const getReport: Scenario = {
  function: "accession/get-report",
  load: () => import("../../../../functions/accession/get-report.handler.ts"),
  paths: {
    "gives links that work": async (stage) => {
      const tested: KeptPage[] = [];
      await stage.byAnother(testBatch, async (other) => {
        tested.push(await testedBatch(other));
      });
      const { archiveId = "", batchId = "" } = tested[0]?.page ?? {};
      const { files } = testReportAnswer.parse(await stage.asks({ path: { archiveId, batchId } }));
      for (const { url } of files) expect((await fetch(url)).status).toBe(200);
    },
  },
};

/** A batch that was closed long ago: it is owed its tests. @returns its name. */
export const longClosedBatch = async (stage: Stage, archiveId = stage.here.archiveId): Promise<string> => {
  const { documents, records, history } = stage.here;
  const batchId = `b${stage.unique()}`;
  const changes = accessionChanges(documents, { records, history });
  const newEvent = eventIdsFrom(() => new Date("2026-11-23T08:00:00.000Z"));
  const step = { actor: "archivist", at: "2026-11-23T08:00:00.000Z", reason: "2026 年移交" };
  const said = { archiveId, actor: step.actor, batchId, reason: step.reason };
  const from = { accessionType: "transfer" as const, from: { name: "市民政局" }, restrictions: [] };
  const opened = openAccession(undefined, { archiveId, batchId, ...from }, step);
  if (!opened.ok) throw new Error(opened.why);
  await changes.move(undefined, opened.after, {
    type: "batch-opened",
    ...newEvent(),
    ...said,
    accessionType: "transfer",
  });
  const closed = decide(opened.after, "closed", step);
  if (!closed.ok) throw new Error(closed.why);
  await changes.move(opened.after, closed.after, { type: "batch-closed", ...newEvent(), ...said });
  return batchId;
};
