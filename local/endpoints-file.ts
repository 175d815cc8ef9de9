import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DeployedArchives } from "./deployed-archives.ts";
import type { Host } from "./host.ts";
import type { Person } from "./issuer/person.ts";

export type Archive = {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly homeRegion: string;
  readonly replicaRegions: readonly string[];
  readonly uploader: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

/** The archives of the app, each with the key it deposits with. */
const archivesOf = (host: Host, archives: DeployedArchives): Archive[] =>
  Object.entries(archives).map(([id, { name, home, replicas }]) => {
    const key = host.uploaders.find(({ archiveId }) => archiveId === id);
    if (key === undefined) throw new Error(`the synthesized app has no uploader for archive ${id}`);
    const { accessKeyId, secretAccessKey } = key;
    return { id, name, homeRegion: home, replicaRegions: replicas, uploader: { accessKeyId, secretAccessKey } };
  });

/** What a client on this machine needs to find everything. */
export const endpointsOf = (portal: string, host: Host, deployed: DeployedArchives, people: readonly Person[]) => ({
  portal,
  issuer: host.issuer,
  regions: Object.fromEntries(
    Object.entries(host.regions).map(([region, { apiUrl, s3Url, dynamodbUrl, buckets }]) => [
      region,
      { api: apiUrl, s3: s3Url, dynamodb: dynamodbUrl, buckets },
    ]),
  ),
  archives: archivesOf(host, deployed),
  users: people.map(({ username, archiveId, roles }) => ({ username, archiveId, roles })),
});
export type Endpoints = ReturnType<typeof endpointsOf>;

/** Writes `endpoints.json` whole or not at all. It holds the uploaders' keys, so only its owner may read it. */
export const writeEndpoints = (home: string, endpoints: Endpoints): void => {
  const file = path.join(home, "endpoints.json");
  writeFileSync(`${file}.new`, `${JSON.stringify(endpoints, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
};
