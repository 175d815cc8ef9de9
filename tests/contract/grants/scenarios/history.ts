import { expect } from "vitest";
import { pageAccepted, pageAcceptedSamples } from "../../../../events/page-accepted.ts";
import { batchAccepted, batchAcceptedSamples } from "../../../../events/batch-accepted.ts";
import type { DomainEvent } from "../../../../events/domain-event.ts";
import { eventWrite } from "../../../../shared/storage/history.ts";
import { commit } from "../../../../shared/storage/transaction.ts";
import type { Scenario, Stage } from "../stage.ts";

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
