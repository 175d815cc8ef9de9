import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "vitest";
import { originalKey } from "../../../../shared/domain/holdings-key.ts";
import { itemIdentifier } from "../../../../shared/premis/premis-event.ts";
import { premisDocument } from "../../../../shared/premis/premis-xml.ts";
import { batchStore } from "../../../../shared/storage/batch-store.ts";
import { earlierHistories } from "../../../../shared/storage/earlier-histories.ts";
import { pageStore } from "../../../../shared/storage/page-store.ts";
import { shadedTiff } from "../../../support/shaded-scans.ts";
import { uniqueScan } from "../kept-page.ts";
import { arrivedBag } from "./accession-unpack-bag.ts";
import type { Scenario, Stage } from "../stage.ts";

const place = (stage: Stage) => {
  const batchId = `b${stage.unique()}`;
  const archivalCode = `Z109-WS·2011·Y·办公室-${String(stage.unique()).padStart(4, "0")}`;
  const folder = `${stage.here.archiveId}/${batchId}/${archivalCode}`;
  return { batchId, archivalCode, single: `${folder}/001.png`, whole: `${folder}.tif` };
};

/** Puts an object and takes what the bus says of it off the queue. */
const upload = async (stage: Stage, key: string, bytes: Uint8Array) => {
  const { s3, intake } = stage.here;
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: intake, Key: key, Body: bytes }));
  const message = await stage.takeFrom("intake", (body) => body.includes(`"${VersionId}"`));
  return { message, VersionId };
};

const pagesAt = ({ here }: Stage, archivalCode: string) =>
  pageStore(here.documents, here.records).pagesOf(here.archiveId, archivalCode);

/** Instead of the deployment's scanner, if there is one. */
let scanner: string | undefined;

export const receiveObject: Scenario = {
  function: "intake/receive-object",
  variables: () => (scanner === undefined ? {} : { MALWARE_SCANNER: scanner }),
  load: () => import("../../../../functions/intake/receive-object.handler.ts"),
  paths: {
    "takes a scan in": async (stage) => {
      const { single, archivalCode } = place(stage);
      await stage.does("intake", (await upload(stage, single, await uniqueScan(stage))).message);
      const [page] = await pagesAt(stage, archivalCode);
      const Key = originalKey(stage.here.archiveId, page!.file.sha256);
      await stage.here.s3.send(new HeadObjectCommand({ Bucket: stage.here.holdings, Key }));
    },
    "takes a whole file in": async (stage) => {
      const { whole, archivalCode } = place(stage);
      await stage.does("intake", (await upload(stage, whole, await shadedTiff([stage.unique() % 256, 7]))).message);
      expect(await pagesAt(stage, archivalCode)).toHaveLength(2);
    },
    "lifts a refusal": async (stage) => {
      const { single, batchId } = place(stage);
      const batches = batchStore(stage.here.documents, stage.here.records);
      await stage.does("intake", (await upload(stage, single, Buffer.from("no scan"))).message);
      expect(await batches.refusalOf(stage.here.archiveId, batchId, single)).toBeDefined();
      await stage.does("intake", (await upload(stage, single, await uniqueScan(stage))).message);
      expect(await batches.refusalOf(stage.here.archiveId, batchId, single)).toBeUndefined();
    },
    "believes a tag of the bag an object came out of": async (stage) => {
      const bag = await arrivedBag(stage);
      const { s3, intake, documents, records } = stage.here;
      const Metadata = { "lantai-bag": bag.bagId };
      const Tagging = `lantai-bag=${encodeURIComponent(bag.bagId)}`;
      const Body = await uniqueScan(stage);
      const { VersionId } = await s3.send(
        new PutObjectCommand({ Bucket: intake, Key: bag.scan, Body, Metadata, Tagging }),
      );
      const message = await stage.takeFrom("intake", (body) => body.includes(`"${VersionId}"`));
      await stage.does("intake", message);
      expect((await batchStore(documents, records).counts(bag.archiveId, bag.batchId)).pages).toBe(1);
    },
    "leaves a version that was removed": async (stage) => {
      const { s3, intake } = stage.here;
      const { single } = place(stage);
      const { message, VersionId } = await upload(stage, single, await uniqueScan(stage));
      await s3.send(new DeleteObjectCommand({ Bucket: intake, Key: single, VersionId }));
      await stage.does("intake", message);
    },
    "tells again of what was not scanned yet": async (stage) => {
      const { message } = await upload(stage, place(stage).single, await uniqueScan(stage));
      // Nobody listens there.
      scanner = "clamav 127.0.0.1:9";
      try {
        await stage.coldStart();
        await stage.does("intake", message);
      } finally {
        scanner = undefined;
        await stage.coldStart();
      }
    },
    "puts a message off": async (stage) => {
      const { message } = await upload(stage, place(stage).single, await uniqueScan(stage));
      await stage.whileRecordsAreBusy(() => stage.putsOff("intake", message));
    },
    "keeps what an earlier keeper told of an item": async (stage) => {
      const { archiveId } = stage.here;
      const archivalCode = `Z109-WS·2011·Y·办公室-${String(stage.unique()).padStart(4, "0")}`;
      const key = `${archiveId}/b${stage.unique()}/${archivalCode}/history.premis.xml`;
      const pieces: string[] = [];
      const identifier = itemIdentifier("440199", archivalCode);
      for await (const piece of premisDocument([{ kind: "intellectualEntity", identifier }], [])) pieces.push(piece);
      await stage.does("intake", (await upload(stage, key, Buffer.from(pieces.join("")))).message);
      const found = earlierHistories(stage.here.documents, { records: stage.here.records });
      expect(await found.of(archiveId, archivalCode)).toMatchObject([{ keeper: "440199" }]);
    },
    "parks a message": (stage) => stage.parksWhatItCannotRead("intake"),
  },
};
