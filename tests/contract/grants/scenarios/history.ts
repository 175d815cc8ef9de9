import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "vitest";
import type * as z from "zod";
import { pageAccepted, pageAcceptedSamples } from "../../../../events/page-accepted.ts";
import { batchAccepted, batchAcceptedSamples } from "../../../../events/batch-accepted.ts";
import type { DomainEvent } from "../../../../events/domain-event.ts";
import type { historyAnswer } from "../../../../shared/contract/history-routes.ts";
import { evidenceKey } from "../../../../shared/domain/evidence-key.ts";
import { eventWrite } from "../../../../shared/storage/history.ts";
import { earlierHistoryKey } from "../../../../shared/storage/record-keys.ts";
import { commit } from "../../../../shared/storage/transaction.ts";
import type { Scenario, Stage } from "../stage.ts";

type Answer = z.output<typeof historyAnswer>;

const told = async ({ here, unique }: Stage, event: DomainEvent): Promise<void> => {
  const eventId = `${event.time}-${String(unique()).padStart(12, "0")}`;
  await commit(here.documents, [eventWrite(here.history, { ...event, archiveId: here.archiveId, eventId })]);
};

export const getItemHistory: Scenario = {
  function: "catalogue/get-item-history",
  load: () => import("../../../../functions/catalogue/get-item-history.handler.ts"),
  paths: {
    "tells what happened to an item": async (stage) => {
      const archivalCode = `Z109-WS·2011·Y·办公室-${String(stage.unique()).padStart(4, "0")}`;
      const event = { ...pageAccepted.parse(pageAcceptedSamples.sample), archivalCode };
      await told(stage, event);
      const path = { archiveId: stage.here.archiveId, archivalCode };
      expect(await stage.asks({ path })).toMatchObject({ events: [{ type: "page-accepted" }] });
    },
    "links to what an earlier keeper told": async (stage) => {
      const { archiveId, documents, records, s3, holdings } = stage.here;
      const archivalCode = `Z109-WS·2011·Y·办公室-${String(stage.unique()).padStart(4, "0")}`;
      await told(stage, { ...pageAccepted.parse(pageAcceptedSamples.sample), archivalCode });
      const sha256 = "a".repeat(64);
      const record = {
        ...{ archiveId, archivalCode, batchId: "b", sha256, bytes: 8, keeper: "640100", events: 1, files: 0 },
        ...{ filesSha256: sha256, actor: "depositor", receivedAt: "2026-11-23T08:00:00.000Z" },
      };
      const Item = { ...earlierHistoryKey(archiveId, archivalCode, sha256), record };
      await commit(documents, [{ Put: { TableName: records, Item } }]);
      const Bucket = holdings.replace("holdings", "evidence");
      const Key = evidenceKey(archiveId, "earlier-history", sha256);
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: "<premis/>" }));
      const { earlier = [] } = (await stage.asks({ path: { archiveId, archivalCode } })) as Answer;
      // Whoever follows the address does so with the function's own permission.
      expect((await fetch(earlier[0]!.address)).status).toBe(200);
    },
  },
};

export const getBatchHistory: Scenario = {
  function: "catalogue/get-batch-history",
  load: () => import("../../../../functions/catalogue/get-batch-history.handler.ts"),
  paths: {
    "tells what happened to a batch": async (stage) => {
      const batchId = `b${stage.unique()}`;
      await told(stage, { ...batchAccepted.parse(batchAcceptedSamples.sample), batchId });
      const path = { archiveId: stage.here.archiveId, batchId };
      expect(await stage.asks({ path })).toMatchObject({ events: [{ type: "batch-accepted" }] });
    },
  },
};
