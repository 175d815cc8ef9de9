import { openBatch } from "./accession.ts";
import { keptPage } from "../kept-page.ts";
import type { Scenario, Stage } from "../stage.ts";

const reminds = async (
  stage: Stage,
  queue: "ocr" | "replication" | "full-text" | "accession",
  archivalCode: string,
): Promise<void> => {
  await stage.invoke({});
  await stage.takeFrom(queue, (body) => body.includes(archivalCode));
};

export const reconcile: Scenario = {
  function: "replication/reconcile",
  load: () => import("../../../../functions/replication/reconcile.handler.ts"),
  paths: {
    "reminds of a page that nobody read": async (stage) => {
      const { page } = await keptPage(stage);
      await reminds(stage, "ocr", page.archivalCode);
    },
    "reminds of a page that nobody copied": async (stage) => {
      const { page } = await keptPage(stage, { read: "合同" });
      await reminds(stage, "replication", page.archivalCode);
    },
    "reminds of a batch whose pages did not follow": async (stage) => {
      const batchId = `b${stage.unique()}`;
      const body = { accessionType: "transfer", from: { name: "市民政局" }, reason: "2026 年移交" };
      const path = { archiveId: stage.here.archiveId, batchId };
      await stage.byAnother(openBatch, (other) =>
        other.secondsAgo(700, async () => {
          await other.asks({ path, body });
        }),
      );
      await reminds(stage, "accession", batchId);
    },
    "reminds of a page that the index does not follow": async (stage) => {
      const { page } = await keptPage(stage, { read: "契约" });
      await reminds(stage, "full-text", page.archivalCode);
    },
  },
};
