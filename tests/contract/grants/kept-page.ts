import { createHash } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { ocrResultKey, originalKey } from "../../../shared/domain/holdings-key.ts";
import { itemCopyWrite } from "../../../shared/storage/item-writes.ts";
import { page, type Page } from "../../../shared/domain/page.ts";
import { pageKey } from "../../../shared/storage/record-keys.ts";
import { pageWrites } from "../../../shared/storage/page-writes.ts";
import { commit } from "../../../shared/storage/transaction.ts";
import { shadedPage } from "../../support/shaded-scans.ts";
import type { Hands, Stage } from "./stage.ts";

const moment = "2026-11-23T08:00:00.000Z";
const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const codeOf = (number: number): string => `Z109-WS·2011·Y·办公室-${String(number).padStart(4, "0")}`;

/** An image no other path has: its size tells it apart. */
export const uniqueScan = ({ unique }: Stage): Promise<Buffer> => {
  const number = unique();
  return shadedPage(number % 256, 8 + Math.floor(number / 256));
};

const text = (about: string) => ({
  engine: { name: "scripted", version: "1", model: "shades" },
  width: 8,
  height: 8,
  rotation: 0,
  lines: [
    {
      text: about,
      confidence: 0.9,
      polygon: [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ],
      vertical: false,
      words: [],
    },
  ],
  confidence: 0.9,
  blank: false,
});

export const putBytes = async ({ s3, holdings }: Hands, key: string, Body: Uint8Array): Promise<void> => {
  await s3.send(new PutObjectCommand({ Bucket: holdings, Key: key, Body }));
};

/** A page of a new item that is kept here, with its bytes and, when it was read, its text. */
export const keptPage = async (
  stage: Stage,
  more: Partial<Page> & { readonly read?: string; readonly home?: string } = {},
) => {
  const { here, there } = stage;
  const { read, home = here.region, ...fields } = more;
  const at = home === here.region ? here : there;
  const other = home === here.region ? there.region : here.region;
  const { archiveId } = at;
  const archivalCode = codeOf(stage.unique());
  const bytes = await uniqueScan(stage);
  const sha256 = digestOf(bytes);
  const result = Buffer.from(JSON.stringify(text(read ?? "")));
  const ocrSha256 = digestOf(result);
  const original = originalKey(archiveId, sha256);
  const ocr = ocrResultKey(archiveId, ocrSha256);
  const kept = page.parse({
    archiveId,
    archivalCode,
    page: 1,
    homeRegion: home,
    batchId: `b${stage.unique()}`,
    state: "kept",
    version: 1,
    revision: 1,
    writes: 1,
    file: { sha256, mediaType: "image/png", bytes: bytes.length, pageInFile: 1, pageCount: 1 },
    arrival: { key: `${archiveId}/b/${archivalCode}/001.png`, sequencer: "01", at: moment },
    acceptedAt: moment,
    reading:
      read === undefined
        ? { state: "pending" }
        : {
            state: "read",
            sha256: ocrSha256,
            confidence: 0.9,
            needsPerson: false,
            engine: "scripted/1",
            readAt: moment,
          },
    replicas: [{ region: other, state: "pending", revision: 0 }],
    ...fields,
  });
  const item = {
    archiveId,
    archivalCode,
    homeRegion: home,
    title: archivalCode,
    fonds: "Z109",
    firstAcceptedAt: moment,
    pages: 1,
  };
  await commit(here.documents, [
    ...pageWrites(here.records, here.region, { before: undefined, after: kept }, moment),
    itemCopyWrite(here.records, item, 1),
  ]);
  await putBytes(here, original, bytes);
  if (read !== undefined) await putBytes(here, ocr, result);
  return {
    page: kept,
    item,
    work: { detail: { archiveId, archivalCode, page: 1 } },
    bytes,
    original,
    ocr,
    /** The page as a region's records say it now. */
    now: async (hands: Hands = here): Promise<Page> => {
      const Key = pageKey(archiveId, archivalCode, 1);
      const { Item } = await hands.documents.send(
        new GetCommand({ TableName: hands.records, Key, ConsistentRead: true }),
      );
      return page.parse(Item?.["record"]);
    },
  };
};
export type KeptPage = Awaited<ReturnType<typeof keptPage>>;

/** A message on a queue, taken off as a worker gets it. */
export const given = async (stage: Stage, queue: Parameters<Stage["takeFrom"]>[0], body: unknown) => {
  const text = JSON.stringify(body);
  stage.sendTo(queue, text);
  return stage.takeFrom(queue, (found) => found === text);
};
