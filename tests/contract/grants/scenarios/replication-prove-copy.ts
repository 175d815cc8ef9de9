import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "vitest";
import type { CopyManifest } from "../../../../shared/domain/region-copy.ts";
import { given, keptPage, putBytes, type KeptPage } from "../kept-page.ts";
import type { Hands, Scenario, Stage } from "../stage.ts";

/** A copy that lies here of a page whose home is `home`, with records that do not know of it yet. */
const copyFrom = async (stage: Stage, home: string): Promise<{ kept: KeptPage; manifest: CopyManifest }> => {
  const { here } = stage;
  const kept = await keptPage(stage, { home, read: "合同" });
  // The records already say revision 1: what is sent speaks of the next one, as after a reading.
  const page = { ...kept.page, revision: 2, writes: 2 };
  return { kept, manifest: { from: home, to: here.region, page, item: kept.item, sentAt: new Date().toISOString() } };
};

const tellsHome = (at: Hands, outcome: string, archivalCode: string): void => {
  const queueArn = at.queueArn("receipts");
  const messages = at.services.sqs.receive(queueArn, 10);
  for (const { receiptHandle } of messages) at.services.sqs.remove(queueArn, receiptHandle);
  const told = messages.map(({ body }) => body).filter((body) => body.includes(archivalCode));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(outcome);
};

export const proveCopy: Scenario = {
  function: "replication/prove-copy",
  load: () => import("../../../../functions/replication/prove-copy.handler.ts"),
  paths: {
    "proves a copy and tells its home": async (stage) => {
      const { kept, manifest } = await copyFrom(stage, stage.there.region);
      await stage.does("proof", await given(stage, "proof", manifest));
      expect((await kept.now()).revision).toBe(2);
      tellsHome(stage.there, '"proven"', kept.page.archivalCode);
    },
    "tells home of a copy that is gone": async (stage) => {
      const { here, there } = stage;
      const { kept, manifest } = await copyFrom(stage, there.region);
      await here.s3.send(new DeleteObjectCommand({ Bucket: here.holdings, Key: kept.original }));
      await stage.does("proof", await given(stage, "proof", manifest));
      tellsHome(there, "bytes-missing", kept.page.archivalCode);
    },
    "rechecks its own bytes": async (stage) => {
      const { here } = stage;
      const { kept, manifest } = await copyFrom(stage, here.region);
      await putBytes(here, kept.original, Buffer.from("rotten"));
      await stage.does("proof", await given(stage, "proof", manifest));
      tellsHome(here, "bytes-differ", kept.page.archivalCode);
    },
    "puts a message off": async (stage) => {
      const { manifest } = await copyFrom(stage, stage.there.region);
      const message = await given(stage, "proof", manifest);
      await stage.whileRecordsAreBusy(() => stage.putsOff("proof", message));
    },
    "parks a message": (stage) => stage.parksWhatItCannotRead("proof"),
  },
};
