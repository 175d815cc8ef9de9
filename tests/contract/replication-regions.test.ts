import { S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { copyPage, type CopyPlace } from "../../functions/replication/copy-page.ts";
import { bucketName } from "../../shared/contract/names.ts";
import { originalKey } from "../../shared/domain/holdings-key.ts";
import type { Page } from "../../shared/domain/page.ts";
import { TryAgain } from "../../shared/runtime/errors.ts";
import { holdingsIn, trustingClient } from "../../shared/storage/holdings.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { ARCHIVE, HOME, openCells, REPLICA, type Cells } from "../support/cell.ts";
import { ACCOUNT, queueUrl } from "../support/cloud.ts";
import { shadedPage } from "../support/shaded-scans.ts";

const archivalCode = "Z109-WS·2011·Y·办公室-0001";
const address = { archiveId: ARCHIVE, archivalCode, page: 1 };
/** No services answer there. */
const [away, farAway] = ["ap-east-1", "ap-southeast-1"];

let cells: Cells;
let clients: S3Client[];
beforeEach(async () => {
  cells = await openCells();
  clients = [];
  const scan = await cells.home.upload(`${ARCHIVE}/b1/${archivalCode}/001.png`, await shadedPage(7));
  await cells.home.receive(scan);
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  await cells.close();
});

const placeIn = (region: string): CopyPlace => {
  const credentials = { accessKeyId: "functions", secretAccessKey: "secret" };
  const settings = { endpoint: cells.cloud.url, region, credentials, maxAttempts: 1 };
  const [client, readingBack] = [new S3Client(settings), trustingClient(settings)];
  clients.push(client, readingBack);
  return {
    holdings: holdingsIn(bucketName("holdings", ACCOUNT, region), client, readingBack),
    proof: workQueue(queueUrl(region, "proof"), region),
  };
};

/** Copies the page to these regions, asked for in this order. */
const copyTo = async (...regions: readonly string[]): Promise<unknown> => {
  const standing = (await cells.home.pages.get(address))!;
  const replicas = regions.map((region) => ({ region, state: "pending" as const, revision: 0 }));
  const page: Page = { ...standing, replicas };
  const copy = copyPage({
    region: HOME,
    pages: { ...cells.home.pages, get: () => Promise.resolve(page) },
    places: new Map([HOME, ...regions].map((region) => [region, placeIn(region)])),
    clock: () => new Date(standing.acceptedAt),
  });
  return copy(address, { received: 1 }).then(
    () => undefined,
    (error: unknown) => error,
  );
};

describe("a page that several regions lack", () => {
  test.each([
    ["first", [away, REPLICA]],
    ["last", [REPLICA, away]],
  ])("comes to those that can be reached though the %s one cannot, which is tried again", async (_, regions) => {
    const failure = await copyTo(...regions);
    const { file } = (await cells.home.pages.get(address))!;
    expect(await cells.replica.holdings.digest(originalKey(ARCHIVE, file.sha256))).toBe(file.sha256);
    expect(cells.replica.takeManifests()).toMatchObject([{ from: HOME, to: REPLICA, page: address }]);
    expect(failure).toBeInstanceOf(TryAgain);
    expect((failure as TryAgain).message).toContain(away);
    expect((failure as TryAgain).message).not.toContain(REPLICA);
  });

  test("is tried again once for all that cannot be reached, and says why each could not", async () => {
    const failure = (await copyTo(away, farAway)) as TryAgain;
    expect(failure).toBeInstanceOf(TryAgain);
    for (const region of [away, farAway]) expect(failure.message).toContain(region);
    expect(failure.cause).toBeInstanceOf(AggregateError);
    expect((failure.cause as AggregateError).errors).toHaveLength(2);
  });
});
