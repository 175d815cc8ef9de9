import { expect } from "vitest";
import type { CopyReceipt } from "../../../../shared/domain/region-copy.ts";
import { given, keptPage, type KeptPage } from "../kept-page.ts";
import type { Scenario, Stage } from "../stage.ts";

const receiptOf = ({ page }: KeptPage, { there }: Stage): CopyReceipt => ({
  region: there.region,
  archiveId: page.archiveId,
  archivalCode: page.archivalCode,
  page: page.page,
  version: page.version,
  revision: page.revision,
  outcome: { state: "proven", sha256: page.file.sha256, provenAt: new Date().toISOString() },
});

/** Proven, such a page becomes safe: the counts of its batch move too. */
const unreadable = { state: "failed", code: "unreadable", failedAt: "2026-11-23T08:00:00.000Z" } as const;

export const recordReceipt: Scenario = {
  function: "replication/record-receipt",
  load: () => import("../../../../functions/replication/record-receipt.handler.ts"),
  paths: {
    "notes a proof": async (stage) => {
      const kept = await keptPage(stage, { reading: unreadable });
      await stage.does("receipts", await given(stage, "receipts", receiptOf(kept, stage)));
      expect((await kept.now()).replicas[0]?.state).toBe("proven");
    },
    "puts a message off": async (stage) => {
      const message = await given(stage, "receipts", receiptOf(await keptPage(stage), stage));
      await stage.whileRecordsAreBusy(() => stage.putsOff("receipts", message));
    },
    "parks a message": (stage) => stage.parksWhatItCannotRead("receipts"),
  },
};
