import { readFile } from "node:fs/promises";
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import type { Endpoints } from "../endpoints-file.ts";
import { demoBatch, demoScans } from "./demo-scans.ts";

const scansFolder = path.join(import.meta.dirname, "scans");

/** Puts the demo's scans where a clerk's S3 client would put them, with each archive's own key; once for a state folder. */
export const depositDemo = async (home: string, { archives, regions }: Endpoints): Promise<void> => {
  const done = path.join(home, "demo-deposited");
  if (existsSync(done)) return;
  for (const { archiveId, archivalCode, file } of demoScans) {
    const archive = archives.find(({ id }) => id === archiveId);
    const region = archive === undefined ? undefined : regions[archive.homeRegion];
    if (archive === undefined || region?.buckets.intake === undefined) continue;
    const client = new S3Client({
      region: archive.homeRegion,
      endpoint: region.s3,
      forcePathStyle: true,
      credentials: archive.uploader,
    });
    const Key = `${archiveId}/${demoBatch}/${archivalCode}/001.jpg`;
    const Body = await readFile(path.join(scansFolder, file));
    await client.send(new PutObjectCommand({ Bucket: region.buckets.intake, Key, Body }));
    client.destroy();
  }
  writeFileSync(done, `${demoBatch}\n`);
};

const token = z.object({ access_token: z.string() });
const counts = z.object({ counts: z.object({ received: z.int(), pages: z.int(), safe: z.int(), refused: z.int() }) });

/** How many of the demo's scans are safe by now, asked over the API as each archive's archivist. */
export const demoProgress = async ({ archives, issuer, regions }: Endpoints): Promise<{ safe: number; of: number }> => {
  let safe = 0;
  for (const { id, homeRegion } of archives) {
    const api = regions[homeRegion]?.api;
    if (api === undefined) continue;
    const signedIn = await fetch(`${issuer}/local/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: `archivist-${id}` }),
    });
    const authorization = `Bearer ${token.parse(await signedIn.json()).access_token}`;
    const batch = await fetch(`${api}/v1/batches/${id}/${demoBatch}`, { headers: { authorization } });
    if (batch.ok) safe += counts.parse(await batch.json()).counts.safe;
  }
  const present = demoScans.filter(({ archiveId }) => archives.some(({ id }) => id === archiveId));
  return { safe, of: present.length };
};
