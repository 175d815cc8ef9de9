import { DeleteObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { given, keptPage, putBytes } from "../kept-page.ts";
import type { Scenario } from "../stage.ts";

const soon = "2999-01-01T00:00:00.000Z";

export const copyPage: Scenario = {
  function: "replication/copy-page",
  load: () => import("../../../../functions/replication/copy-page.handler.ts"),
  paths: {
    "copies what the other region lacks": async (stage) => {
      const kept = await keptPage(stage, { read: "合同" });
      await stage.does("replication", await given(stage, "replication", kept.work));
      for (const Key of [kept.original, kept.ocr])
        await stage.there.s3.send(new HeadObjectCommand({ Bucket: stage.there.holdings, Key }));
    },
    "brings back what rotted here": async (stage) => {
      const { here, there } = stage;
      const before = await keptPage(stage);
      const { file } = before.page;
      const kept = await keptPage(stage, {
        file,
        reading: { state: "failed", code: "unreadable", failedAt: "2026-11-23T08:00:00.000Z" },
        original: { region: here.region, state: "failed", revision: 1, code: "bytes-differ", failedAt: soon },
        replicas: [{ region: there.region, state: "proven", revision: 1, sha256: file.sha256 }],
      });
      await putBytes(there, before.original, before.bytes);
      await putBytes(here, before.original, Buffer.from("rotten"));
      await stage.does("replication", await given(stage, "replication", kept.work));
      const { ContentLength } = await here.s3.send(
        new HeadObjectCommand({ Bucket: here.holdings, Key: before.original }),
      );
      if (ContentLength !== before.bytes.length) throw new Error("the rotten bytes still lie here");
    },
    "brings back what is gone here": async (stage) => {
      const { here, there } = stage;
      const before = await keptPage(stage);
      const { file } = before.page;
      const kept = await keptPage(stage, {
        file,
        reading: { state: "failed", code: "unreadable", failedAt: "2026-11-23T08:00:00.000Z" },
        original: { region: here.region, state: "failed", revision: 1, code: "bytes-missing", failedAt: soon },
        replicas: [{ region: there.region, state: "proven", revision: 1, sha256: file.sha256 }],
      });
      await putBytes(there, before.original, before.bytes);
      await here.s3.send(new DeleteObjectCommand({ Bucket: here.holdings, Key: before.original }));
      await stage.does("replication", await given(stage, "replication", kept.work));
      await here.s3.send(new HeadObjectCommand({ Bucket: here.holdings, Key: before.original }));
    },
    "has what went ahead of a quarantined page erased": async (stage) => {
      const kept = await keptPage(stage, { state: "quarantined", quarantinedFrom: "kept" });
      await stage.does("replication", await given(stage, "replication", kept.work));
    },
    "puts a message off": async (stage) => {
      const { here } = stage;
      const kept = await keptPage(stage);
      await here.s3.send(new DeleteObjectCommand({ Bucket: here.holdings, Key: kept.original }));
      await stage.putsOff("replication", await given(stage, "replication", kept.work));
    },
    "parks a message": (stage) => stage.parksWhatItCannotRead("replication"),
  },
};
