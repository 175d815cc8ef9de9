import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { sha256 } from "../../shared/contract/sha256.ts";
import { openLineLog } from "./line-log.ts";
import type { FoundFile } from "./walk-folder.ts";

const entry = z.discriminatedUnion("what", [
  z.object({ what: z.literal("begun"), folder: z.string(), at: z.number() }),
  z.object({ what: z.literal("digest"), file: z.string(), bytes: z.number(), modified: z.number(), sha256 }),
  z.object({
    what: z.literal("sent"),
    key: z.string(),
    sha256,
    versionId: z.string().optional(),
    /** When the refusal was made that stood for the key as this was sent: an older answer, not the answer to this. */
    refusedBefore: z.string().optional(),
  }),
]);

/** An object version that the service has acknowledged. */
export type SentObject = {
  readonly key: string;
  readonly sha256: string;
  readonly versionId?: string | undefined;
  readonly refusedBefore?: string | undefined;
};

/** What this machine has done for one batch. */
export type Journal = {
  begin(folder: string, at: number): void;
  /** The digest of a file, if it was taken of the file as it is now. */
  digestOf(file: FoundFile): string | undefined;
  keepDigest(file: FoundFile, sha256: string): void;
  /** The last acknowledged sending of a key. */
  sentOf(key: string): SentObject | undefined;
  keepSent(object: SentObject): void;
  close(): void;
};

const folderOf = (home: string): string => join(home, "deposits");

/** `$LANTAI_HOME/deposits/{archive}-{batch}.jsonl`: read once, added to line by line. */
export const openJournal = (home: string, archiveId: string, batchId: string): Journal => {
  const log = openLineLog(join(folderOf(home), `${archiveId}-${batchId}.jsonl`), entry);
  const digests = new Map<string, Extract<z.infer<typeof entry>, { what: "digest" }>>();
  const sent = new Map<string, SentObject>();
  for (const line of log.lines) {
    if (line.what === "digest") digests.set(line.file, line);
    else if (line.what === "sent") sent.set(line.key, line);
  }
  return {
    begin: (folder, at) => log.add({ what: "begun", folder, at }),
    digestOf: ({ absolutePath, bytes, modifiedMilliseconds }) => {
      const known = digests.get(absolutePath);
      return known?.bytes === bytes && known.modified === modifiedMilliseconds ? known.sha256 : undefined;
    },
    keepDigest: ({ absolutePath, bytes, modifiedMilliseconds }, digest) =>
      log.add({ what: "digest", file: absolutePath, bytes, modified: modifiedMilliseconds, sha256: digest }),
    sentOf: (key) => sent.get(key),
    keepSent: (object) => {
      sent.set(object.key, object);
      log.add({ what: "sent", ...object });
    },
    close: () => log.close(),
  };
};

/** The batch of an archive for which this machine last wrote something; undefined when there is none. */
export const lastBatch = (home: string, archiveId: string): string | undefined => {
  const batchOf = (name: string): string | undefined =>
    name.startsWith(`${archiveId}-`) && name.endsWith(".jsonl") ? name.slice(archiveId.length + 1, -6) : undefined;
  const names = namesIn(folderOf(home)).filter((name) => batchOf(name) !== undefined);
  const newest = names
    .map((name) => ({ name, at: statSync(join(folderOf(home), name)).mtimeMs }))
    .sort((a, b) => b.at - a.at)[0];
  return newest && batchOf(newest.name);
};

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};
