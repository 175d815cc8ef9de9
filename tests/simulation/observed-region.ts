import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import { historyRecord } from "../../shared/storage/history.ts";
import { bucketName, searchIndexName } from "../../shared/contract/names.ts";
import { environmentOf } from "./simulated-app.ts";
import { ask } from "./in-process-request.ts";
import type { World } from "./world.ts";

/** A record as it lies in the table, with what its writers put into it. */
export type StoredRecord = { readonly pk: string; readonly sk: string } & Readonly<Record<string, unknown>>;

/**
 * Looks at what a region keeps without being one of its functions: nothing happens and no time passes. Bytes are looked at
 * once; who wants to know whether they have changed since observes anew.
 */
export const observeRegion = (world: World, region: string) => {
  const { s3, service } = world.servicesOf(region);
  const account = world.simulated.app.accountId;
  const caller = { accessKeyId: "observer", principalArn: "observer", region };
  const env = environmentOf(world.simulated, region, "intake/receive-object");
  const holdings = env.HOLDINGS_BUCKET;
  const intake = bucketName("intake", account, region);
  const s3Client = world.clientsOf(region).s3(region);
  const digests = new Map<string, string>();

  const post = async (name: string, path: string, target: string, body: object): Promise<unknown> => {
    const headers = { "content-type": "application/json", host: "observer", "x-amz-target": target };
    const request = { method: "POST", path, headers, body: Buffer.from(JSON.stringify(body)) };
    return JSON.parse((await ask(service(name), request, caller)).body.toString("utf8"));
  };
  const scan = async (table: string): Promise<Record<string, unknown>[]> => {
    const answer = await post("dynamodb", "/", "DynamoDB_20120810.Scan", { TableName: table, ConsistentRead: true });
    const { Items } = answer as { Items: Record<string, AttributeValue>[] };
    return Items.map((item) => unmarshall(item));
  };
  const digestIn = (bucket: string, key: string, versionId?: string): string | undefined => {
    const [path] = s3.filesOf(bucket, key, versionId) ?? [];
    if (path === undefined) return undefined;
    const known = digests.get(path) ?? createHash("sha256").update(readFileSync(path)).digest("hex");
    digests.set(path, known);
    return known;
  };

  return {
    records: async (): Promise<StoredRecord[]> => (await scan(env.RECORDS_TABLE)) as StoredRecord[],
    history: async (): Promise<DomainEvent[]> =>
      (await scan(env.HISTORY_TABLE)).map((event) => historyRecord.parse(event)),
    /** SHA-256 of the bytes that lie under a key now; `undefined` when none do. */
    holdingsDigest: (key: string) => digestIn(holdings, key),
    intakeDigest: (key: string, versionId: string) => digestIn(intake, key, versionId),
    holdingsKeys: async (): Promise<string[]> => {
      const { Contents = [] } = await s3Client.send(new ListObjectsV2Command({ Bucket: holdings }));
      return Contents.flatMap(({ Key }) => Key ?? []);
    },
    holdingsFile: (key: string): string | undefined => s3.filesOf(holdings, key)?.[0],
    /** Everything the index holds, without its grams. */
    documents: async (): Promise<Record<string, unknown>[]> => {
      const body = { query: { match_all: {} }, size: 1000, _source: { excludes: ["grams"] } };
      const answer = await post("es", `/${searchIndexName}/_search`, "", body);
      const { hits } = answer as { hits?: { hits: { _source: Record<string, unknown> }[] } };
      return hits?.hits.map(({ _source }) => _source) ?? [];
    },
  };
};
export type ObservedRegion = ReturnType<typeof observeRegion>;
