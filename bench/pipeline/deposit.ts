import { setTimeout as pause } from "node:timers/promises";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { batchAnswer } from "../../shared/contract/batch-routes.ts";
import type { Stack } from "../../tests/support/stack.ts";

/** What is deposited as one page each, in the order given. */
export type Deposit = { readonly batch: string; readonly extension: "jpg" | "png"; readonly pages: readonly Buffer[] };

/** Seconds until S3 had acknowledged all, and until all were safe; both from the first upload. */
export type Elapsed = { readonly acknowledged: number; readonly safe: number };

const ARCHIVE = "440100";
const uploadsAtOnce = 8;
const lookEveryMs = 100;

/**
 * Deposits all pages at once and waits until every one is safe.
 *
 * @throws Error naming the counts, when that takes longer than `patienceSeconds`.
 */
export const deposit = async (
  stack: Stack,
  { batch, extension, pages }: Deposit,
  patienceSeconds: number,
): Promise<Elapsed> => {
  const archive = stack.endpoints.archives.find(({ id }) => id === ARCHIVE);
  const place = archive && stack.endpoints.regions[archive.homeRegion];
  if (archive === undefined || place === undefined) throw new Error(`the service has no archive ${ARCHIVE}`);
  const client = new S3Client({
    region: archive.homeRegion,
    endpoint: place.s3,
    forcePathStyle: true,
    credentials: archive.uploader,
  });
  const begun = performance.now();
  const elapsed = (): number => (performance.now() - begun) / 1000;
  const left = [...pages.entries()];
  const uploading = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [at, Body] = next;
      const code = `Z109-WS·2011·Y·办公室-${String(at + 1).padStart(4, "0")}`;
      const Key = `${ARCHIVE}/${batch}/${code}/001.${extension}`;
      await client.send(new PutObjectCommand({ Bucket: place.buckets.intake, Key, Body }));
    }
  };
  await Promise.all(Array.from({ length: uploadsAtOnce }, uploading));
  client.destroy();
  const acknowledged = elapsed();
  for (;;) {
    const { body } = await stack.call(archive.homeRegion, `/v1/batches/${ARCHIVE}/${batch}`, `archivist-${ARCHIVE}`);
    const { counts } = batchAnswer.parse(body);
    process.stderr.write(`\r${batch}: ${counts.safe} of ${pages.length} safe `);
    if (counts.safe === pages.length) break;
    if (counts.refused > 0 || elapsed() > patienceSeconds)
      throw new Error(`${batch} is not safe after ${elapsed().toFixed(0)} s: ${JSON.stringify(counts)}`);
    await pause(lookEveryMs);
  }
  process.stderr.write("\n");
  return { acknowledged, safe: elapsed() };
};
