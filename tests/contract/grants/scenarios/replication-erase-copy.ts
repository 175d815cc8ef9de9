import { ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { expect } from "vitest";
import type { CopyManifest } from "../../../../shared/domain/region-copy.ts";
import { given, keptPage, type KeptPage } from "../kept-page.ts";
import type { Scenario, Stage } from "../stage.ts";

/** A copy that lies here of a page whose home is the other region, and whose batch is held by now. */
const heldCopy = async (stage: Stage): Promise<{ kept: KeptPage; manifest: CopyManifest }> => {
  const { here, there } = stage;
  const kept = await keptPage(stage, { home: there.region, read: `合同${stage.unique()}` });
  const page = {
    ...kept.page,
    archiveId: there.archiveId,
    state: "quarantined" as const,
    quarantinedFrom: "kept" as const,
    revision: 2,
    writes: 2,
  };
  return { kept, manifest: { from: there.region, to: here.region, page, item: kept.item, sentAt: moment() } };
};
const moment = (): string => new Date().toISOString();

const versionsUnder = async ({ here }: Stage, Prefix: string): Promise<unknown[]> => {
  const { Versions = [] } = await here.s3.send(new ListObjectVersionsCommand({ Bucket: here.holdings, Prefix }));
  return Versions;
};

const told = (stage: Stage, archivalCode: string): string[] => {
  const queueArn = stage.there.queueArn("receipts");
  const messages = stage.there.services.sqs.receive(queueArn, 10);
  for (const { receiptHandle } of messages) stage.there.services.sqs.remove(queueArn, receiptHandle);
  return messages.map(({ body }) => body).filter((body) => body.includes(archivalCode));
};

export const eraseCopy: Scenario = {
  function: "replication/erase-copy",
  load: () => import("../../../../functions/replication/erase-copy.handler.ts"),
  paths: {
    "erases what went ahead of each archive that is copied here, and tells its home": async (stage) => {
      for (const archiveId of stage.there.archiveIds) {
        const ofArchive = { ...stage, there: { ...stage.there, archiveId } };
        const { kept, manifest } = await heldCopy(ofArchive);
        await stage.does("erasure", await given(stage, "erasure", manifest));
        expect((await kept.now()).state).toBe("quarantined");
        for (const key of [kept.original, kept.ocr]) expect(await versionsUnder(stage, key)).toEqual([]);
        const receipts = told(stage, kept.page.archivalCode);
        expect(receipts).toHaveLength(2);
        expect(receipts.join()).toContain('"erased"');
      }
    },
    "has a page that stands again meanwhile read back": async (stage) => {
      const { kept, manifest } = await heldCopy(stage);
      // This region knows the same revision as standing: it came to stand while the message was on its way.
      const page = { ...manifest.page, revision: kept.page.revision };
      await stage.does("erasure", await given(stage, "erasure", { ...manifest, page }));
      told(stage, kept.page.archivalCode);
      await stage.takeFrom("proof", (body) => body.includes(kept.page.archivalCode));
    },
    "puts a message off": async (stage) => {
      const { manifest } = await heldCopy(stage);
      const message = await given(stage, "erasure", manifest);
      await stage.whileRecordsAreBusy(() => stage.putsOff("erasure", message));
    },
    "parks a message": (stage) => stage.parksWhatItCannotRead("erasure"),
  },
};
