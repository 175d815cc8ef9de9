import { expect } from "vitest";
import { firstPreservation } from "../../../../shared/domain/preservation.ts";
import { batchStore } from "../../../../shared/storage/batch-store.ts";
import { countWrites } from "../../../../shared/storage/batch-writes.ts";
import { heldPageWrite } from "../../../../shared/storage/page-writes.ts";
import { preservationStore } from "../../../../shared/storage/preservation-store.ts";
import { commit } from "../../../../shared/storage/transaction.ts";
import { keptPage, type KeptPage } from "../kept-page.ts";
import type { Scenario, Stage } from "../stage.ts";

/** A page that is kept, and what is kept of its batch due to be tested since long ago. */
export const dueBatch = async (stage: Stage): Promise<KeptPage> => {
  const { documents, records } = stage.here;
  const kept = await keptPage(stage, { read: "契约" });
  const { archiveId, batchId } = kept.page;
  await commit(documents, [
    heldPageWrite(records, kept.page),
    ...countWrites(records, archiveId, batchId, "p", { pages: 1 }),
  ]);
  await preservationStore(documents, records).note([{ archiveId, batchId }], (of) =>
    firstPreservation(of, new Date("2026-11-23T08:00:00.000Z"), 0),
  );
  return kept;
};

export const askPreservationTest: Scenario = {
  function: "accession/ask-preservation-test",
  load: () => import("../../../../functions/accession/ask-preservation-test.handler.ts"),
  paths: {
    "makes the test of what is kept due": async (stage) => {
      const { page } = await dueBatch(stage);
      const { documents, records } = stage.here;
      const { archiveId, batchId } = page;
      expect((await batchStore(documents, records).counts(archiveId, batchId)).pages).toBe(1);
      const answer = await stage.asks({ path: { archiveId, batchId }, body: { reason: "年度审计" } });
      expect(answer).toMatchObject({ batchId });
    },
  },
};

export const listPreservationTests: Scenario = {
  function: "accession/list-preservation-tests",
  load: () => import("../../../../functions/accession/list-preservation-tests.handler.ts"),
  paths: {
    "says when a batch is due": async (stage) => {
      const { page } = await dueBatch(stage);
      const { archiveId, batchId } = page;
      const read = async (cursor?: string): Promise<string> => {
        const answer = (await stage.asks({ path: { archiveId }, query: cursor === undefined ? {} : { cursor } })) as {
          readonly cursor?: string;
        };
        return JSON.stringify(answer) + (answer.cursor === undefined ? "" : await read(answer.cursor));
      };
      expect(await read()).toContain(batchId);
    },
  },
};
