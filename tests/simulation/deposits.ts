import { createHash } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { bucketName } from "../../shared/contract/names.ts";
import type { Deposit } from "./batch.ts";
import type { Deliverable } from "./deliverable.ts";
import type { World } from "./world.ts";

/** An upload that S3 has said yes to. */
export type Acknowledged = {
  readonly archiveId: string;
  readonly region: string;
  readonly key: string;
  readonly versionId: string;
  readonly sha256: string;
};

/** The archives' clients: they send one object after the other, each in a second of its own, and again what was not taken. */
export const openDeposits = (world: World, batch: readonly Deposit[]) => {
  const acknowledged: Acknowledged[] = [];

  const send = async ({ archiveId, region, key, bytes }: Deposit): Promise<void> => {
    const full = world.outages.full.get(`${region}/s3`) ?? 0;
    if (full > world.now()) {
      world.trace(`${region} has no room for ${key}`);
      world.pass(full - world.now());
      return;
    }
    world.pass(2000 - (world.now() % 1000));
    const Bucket = bucketName("intake", world.simulated.app.accountId, region);
    const s3 = world.clientsOf(region).s3(region);
    const { VersionId = "" } = await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: bytes }));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    acknowledged.push({ archiveId, region, key, versionId: VersionId, sha256 });
    world.trace(`sent to ${region}: ${key}`);
  };

  const left = (): number => batch.length - acknowledged.length;
  const sendNext = async (): Promise<void> => {
    const next = batch[acknowledged.length];
    if (next !== undefined) await send(next);
  };
  return {
    acknowledged,
    left,
    sendNext,
    ready: (): Deliverable[] => (left() === 0 ? [] : [{ kind: "move", run: sendNext }]),
  };
};
export type Deposits = ReturnType<typeof openDeposits>;
