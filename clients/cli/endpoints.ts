import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { archiveId, regionName } from "../../shared/contract/archives.ts";
import { CliFailure } from "./cli-failure.ts";
import { exitCode } from "./world.ts";

const archive = z.object({
  id: archiveId,
  name: z.object({ zh: z.string(), en: z.string() }),
  homeRegion: regionName,
  replicaRegions: z.array(regionName),
  uploader: z.object({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) }),
});
const region = z.object({
  api: z.url(),
  s3: z.url(),
  buckets: z.object({ intake: z.string().min(1) }),
});
const user = z.object({ username: z.string().min(1), archiveId: archiveId.nullable(), roles: z.array(z.string()) });

const endpoints = z.object({
  portal: z.url(),
  issuer: z.url(),
  regions: z.record(regionName, region),
  archives: z.array(archive),
  users: z.array(user),
});

/** `$LANTAI_HOME/endpoints.json`: where everything is. What this client does not use is left unread. */
export type Endpoints = z.infer<typeof endpoints>;
export type Archive = z.infer<typeof archive>;
export type Region = z.infer<typeof region> & { readonly name: string };

const textOf = async (path: string): Promise<string> => {
  try {
    return await readFile(path, "utf8");
  } catch {
    throw new CliFailure(exitCode.unreachable, "endpointsMissing", { path });
  }
};

/** @throws CliFailure (unreachable) when the file is not there or is not what the service writes. */
export const readEndpoints = async (home: string): Promise<Endpoints> => {
  const path = join(home, "endpoints.json");
  const text = await textOf(path);
  try {
    return endpoints.parse(JSON.parse(text));
  } catch {
    throw new CliFailure(exitCode.unreachable, "endpointsUnreadable", { path });
  }
};

/** @throws CliFailure (usage) that names the archives there are. */
export const findArchive = ({ archives }: Endpoints, id: string): Archive => {
  const found = archives.find((one) => one.id === id);
  if (found !== undefined) return found;
  const known = archives.map((one) => `${one.id} ${one.name.zh}`).join("，");
  throw new CliFailure(exitCode.usage, "archiveUnknown", { id, known });
};

/** @throws CliFailure (usage) that names the regions there are. */
export const findRegion = ({ regions }: Endpoints, name: string): Region => {
  const found = regions[name];
  if (found !== undefined) return { name, ...found };
  throw new CliFailure(exitCode.usage, "regionUnknown", { region: name, known: Object.keys(regions).join(", ") });
};

/** Who acts for an archive when no token is given: its first archivist, or else its first user. */
export const userOf = ({ users }: Endpoints, archive: string): string | undefined => {
  const own = users.filter((one) => one.archiveId === archive);
  return (own.find(({ roles }) => roles.includes("archivist")) ?? own[0])?.username;
};

/** Who holds a post at an archive, on one machine. */
export const holderOf = ({ users }: Endpoints, archive: string, role: string): string | undefined =>
  users.find((one) => one.archiveId === archive && one.roles.includes(role))?.username;

/** Who runs the service on one machine. */
export const operatorOf = ({ users }: Endpoints): string | undefined =>
  users.find(({ roles }) => roles.includes("platform-operator"))?.username;

/** The region asked for, or every region. @throws CliFailure (usage) that names the regions there are. */
export const regionsAskedFor = (endpoints: Endpoints, name: string | undefined): string[] =>
  name === undefined ? Object.keys(endpoints.regions) : [findRegion(endpoints, name).name];
