import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "vitest";
import { receivedBag } from "../../../../shared/bagit/arrived-bag.ts";
import { bagChanges } from "../../../../shared/storage/bag-changes.ts";
import { bagStore } from "../../../../shared/storage/bag-store.ts";
import { goodBag, under, zipOf, type BagFiles } from "../../../support/bags.ts";
import { given } from "../kept-page.ts";
import type { Scenario, Stage } from "../stage.ts";

/** A bag of one scan that intake has noted and nobody has looked into. */
export const arrivedBag = async (
  stage: Stage,
  since = new Date(),
  change: (files: BagFiles) => void = () => undefined,
) => {
  const { s3, intake, documents, records, history, archiveId } = stage.here;
  const batchId = `b${stage.unique()}`;
  const key = `${archiveId}/${batchId}/bag.zip`;
  const scan = `Z109-WS·2011·Y·婚姻-${String(stage.unique()).padStart(5, "0")}/001.png`;
  const files = goodBag({ payload: { [`data/${scan}`]: "a scan" } });
  change(files);
  const Body = await zipOf(under("bag", files));
  const { VersionId: versionId = "" } = await s3.send(new PutObjectCommand({ Bucket: intake, Key: key, Body }));
  const at = "2026-11-23T08:00:00Z";
  const bagId = `${at}-${String(stage.unique()).padStart(16, "0")}`;
  const about = { archiveId, batchId, bagId, key, versionId, actor: "depositor" };
  const bag = receivedBag({ ...about, bytes: Body.length, arrival: { key, versionId, at } });
  await bagChanges(documents, { records, history }).receive(bag, {
    gate: "unopened",
    liftsRefusal: false,
    event: {
      type: "bag-received",
      eventId: `2026-11-23T08:00:00.000Z-${String(stage.unique()).padStart(8, "0")}`,
      time: since.toISOString(),
      ...about,
    },
  });
  return { ...about, scan: `${archiveId}/${batchId}/${scan}` };
};
type Arrived = Awaited<ReturnType<typeof arrivedBag>>;

const workOn = ({ archiveId, batchId, bagId }: Arrived) => ({ detail: { archiveId, batchId, bagId } });
const worksOn = async (stage: Stage, bag: Arrived): Promise<void> =>
  stage.does("bags", await given(stage, "bags", workOn(bag)));
const stands = ({ here }: Stage, { archiveId, batchId, bagId }: Arrived) =>
  bagStore(here.documents, here.records).get(archiveId, batchId, bagId);

export const unpackBag: Scenario = {
  function: "accession/unpack-bag",
  load: () => import("../../../../functions/accession/unpack-bag.handler.ts"),
  paths: {
    "validates a bag and puts its payload into intake": async (stage) => {
      const bag = await arrivedBag(stage);
      await worksOn(stage, bag);
      await stage.does("bags", await stage.takeFrom("bags", (body) => body.includes(bag.bagId)));
      expect(await stands(stage, bag)).toMatchObject({ state: "unpacked", counts: { scans: 1 } });
      await stage.here.s3.send(new HeadObjectCommand({ Bucket: stage.here.intake, Key: bag.scan }));
    },
    "puts its payload over what lies there": async (stage) => {
      const bag = await arrivedBag(stage);
      await stage.secondsAgo(3600 * 24 * 365, () =>
        stage.here.s3.send(new PutObjectCommand({ Bucket: stage.here.intake, Key: bag.scan, Body: "an older scan" })),
      );
      await worksOn(stage, bag);
      await stage.does("bags", await stage.takeFrom("bags", (body) => body.includes(bag.bagId)));
      expect(await stands(stage, bag)).toMatchObject({ state: "unpacked" });
    },
    "refuses a bag": async (stage) => {
      const bag = await arrivedBag(stage, new Date(), (files) => void files.delete("bagit.txt"));
      await worksOn(stage, bag);
      expect(await stands(stage, bag)).toMatchObject({ state: "refused" });
    },
    "knows that a bag was removed": async (stage) => {
      const bag = await arrivedBag(stage);
      const { key, versionId } = bag;
      await stage.here.s3.send(new DeleteObjectCommand({ Bucket: stage.here.intake, Key: key, VersionId: versionId }));
      await worksOn(stage, bag);
      expect(await stands(stage, bag)).toMatchObject({ state: "refused", refusal: { code: "object-gone" } });
    },
    "puts a message off": async (stage) => {
      const bag = await arrivedBag(stage, new Date(), (files) => void files.delete("bagit.txt"));
      const message = await given(stage, "bags", workOn(bag));
      await stage.whileRecordsAreBusy(() => stage.putsOff("bags", message));
    },
    "parks a message": (stage) => stage.parksWhatItCannotRead("bags"),
  },
};
