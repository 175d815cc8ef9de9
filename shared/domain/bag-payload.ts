import * as z from "zod";
import { intakeKeyOfTag } from "./bag-layout.ts";
import { parseCatalogueKey } from "./catalogue-key.ts";
import { parseHistoryKey } from "./history-key.ts";
import { formatIntakeKey, largestObjectBytes } from "./intake-key.ts";
import { pageClaims, readFilePath } from "./scan-path.ts";
import type { Sentence } from "./sentence.ts";

/** Sorts the bags of a batch by when S3 had taken them; the same for each delivery of the same object version. */
export const bagId = z.string().regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z-[0-9a-f]{16}$/);

/** Why a payload file stays in its bag: a closed list. */
export const leftOutReason = z.enum(["not-a-scan", "claimed", "too-large", "name-too-long"]);
export type LeftOutReason = z.infer<typeof leftOutReason>;

/** What became of the payload of a bag, and of what an exported bag brings beside it, each file counted once. */
export const bagCounts = z.strictObject({
  /** Put into intake under the place their path names. */
  scans: z.int().min(0),
  catalogues: z.int().min(0),
  /** Histories of items, as their earlier keepers told them. */
  histories: z.int().min(0),
  /** Scans whose path names no place: put under their own name, for intake to say what is wrong with it. */
  unplaced: z.int().min(0),
  /** What is in intake under their place came after the bag, and stays. */
  superseded: z.int().min(0),
  leftOut: z.int().min(0),
  /** What operating systems leave beside files. */
  systemFiles: z.int().min(0),
});
export type BagCounts = z.infer<typeof bagCounts>;

export const noBagCounts: BagCounts = {
  scans: 0,
  catalogues: 0,
  histories: 0,
  unplaced: 0,
  superseded: 0,
  leftOut: 0,
  systemFiles: 0,
};

export type PayloadPlace =
  | { readonly is: "scans" | "catalogues" | "histories" | "unplaced"; readonly key: string }
  | { readonly is: "leftOut"; readonly reason: LeftOutReason; readonly holder?: string }
  | { readonly is: "systemFiles" };

type PayloadFile = { readonly path: string; readonly bytes: number };

const payloadPrefix = "data/";
/** S3's own limit (UTF-8). */
const longestKey = 1024;

const catalogueEnding = /^(.+)\.(csv|xlsx)$/isu;
const isCatalogueName = (stem: string): boolean => /目录|著录|catalogue/iu.test(stem);

/**
 * Says where each file of a bag goes, file after file in the order of the bag. Of the payload: scans to the page that their path names, as
 * in a folder that is deposited; tables that are named catalogue, 目录 or 著录 to the batch's catalogues. Of two files for one
 * place the second stays in the bag, and so does whatever is neither.
 */
export const bagPlacer = ({ archiveId, batchId }: { readonly archiveId: string; readonly batchId: string }) => {
  const pages = pageClaims();
  const keys = new Map<string, string>();
  let catalogues = 0;

  const under = (is: "scans" | "catalogues" | "unplaced", key: string, path: string): PayloadPlace => {
    const holder = keys.get(key);
    if (holder !== undefined) return { is: "leftOut", reason: "claimed", holder };
    if (new TextEncoder().encode(key).length > longestKey) return { is: "leftOut", reason: "name-too-long" };
    // The places of scans are kept by `pages`.
    if (is !== "scans") keys.set(key, path);
    return { is, key };
  };
  const catalogue = (fileName: string, path: string): PayloadPlace | undefined => {
    const [, stem = "", ending = ""] = catalogueEnding.exec(fileName) ?? [];
    if (!isCatalogueName(stem)) return undefined;
    catalogues += 1;
    const own = `${archiveId}/${batchId}/${fileName}`;
    const numbered = `${archiveId}/${batchId}/catalogue-bag-${catalogues}.${ending.toLowerCase()}`;
    return under("catalogues", parseCatalogueKey(own) === undefined ? numbered : own, path);
  };

  return {
    /** Of what an exported bag brings beside its payload; undefined for every other tag file, which stays in the bag. */
    placeTag: (path: string): PayloadPlace | undefined => {
      const key = intakeKeyOfTag({ archiveId, batchId }, path) ?? "";
      if (parseCatalogueKey(key) !== undefined) return { is: "catalogues", key };
      return parseHistoryKey(key) === undefined ? undefined : { is: "histories", key };
    },

    /** `path` as the bag spells it, beginning with `data/`. */
    place: ({ path, bytes }: PayloadFile): PayloadPlace => {
      const inPayload = path.slice(payloadPrefix.length);
      const reading = readFilePath(inPayload);
      const fileName = inPayload.slice(inPayload.lastIndexOf("/") + 1);
      if (reading.kind === "left-out" && reading.reason === "system-file") return { is: "systemFiles" };
      if (bytes > largestObjectBytes) return { is: "leftOut", reason: "too-large" };
      switch (reading.kind) {
        case "left-out":
          return catalogue(fileName, path) ?? { is: "leftOut", reason: "not-a-scan" };
        case "named": {
          const holder = pages.claim(reading, path);
          return holder === undefined
            ? under("scans", formatIntakeKey({ archiveId, batchId, ...reading }), path)
            : { is: "leftOut", reason: "claimed", holder };
        }
        case "malformed":
          return under("unplaced", `${archiveId}/${batchId}/${reading.tail}`, path);
        case "loose":
          return under("unplaced", `${archiveId}/${batchId}/${fileName}`, path);
      }
    },
  };
};

const reasons: Readonly<Record<LeftOutReason, Sentence>> = {
  "not-a-scan": {
    zh: "既不是扫描件，也不是目录表，未接收。如属移交范围，请另行联系本馆档案员。",
    en: "It is neither a scan nor a catalogue and was not taken. If it belongs to the transfer, ask the archive's archivist.",
  },
  claimed: {
    zh: "包内另有文件对应同一页或同一目录，未接收。请核对后重新打包。",
    en: "Another file of the bag stands for the same page or catalogue. Check both and make the bag again.",
  },
  "too-large": {
    zh: "单个文件超过 1 GiB，未接收。请拆分后另行上传。",
    en: "It is larger than 1 GiB and was not taken. Split it and upload the parts.",
  },
  "name-too-long": {
    zh: "文件名过长，未接收。请缩短后重新打包。",
    en: "Its name is too long and was not taken. Shorten it and make the bag again.",
  },
};

/** Why a payload file was not taken, and what to do. */
export const explainLeftOut = (reason: LeftOutReason): Sentence => reasons[reason];

/** What lies in intake under a payload file's place. */
export type StandingObject = {
  /** The bag that brought it, if one did. */
  readonly bagId: string | undefined;
  readonly takenAt: Date;
};

/** When S3 had taken a bag, as its id says. */
export const arrivedAt = (id: string): number => Date.parse(id.slice(0, id.lastIndexOf("-")));

/**
 * Whether what lies under a place is this bag's own file already, or came after the bag; else the bag's file is put over it. What a
 * bag brought came when the bag did. Within the same second the later id counts as the later bag.
 */
export const standsAgainst = (standing: StandingObject | undefined, bag: string): "nothing" | "own" | "newer" => {
  if (standing === undefined) return "nothing";
  if (standing.bagId === bag) return "own";
  const came = standing.bagId === undefined ? standing.takenAt.getTime() : arrivedAt(standing.bagId);
  const isNewer = came > arrivedAt(bag) || (came === arrivedAt(bag) && (standing.bagId ?? "") > bag);
  return isNewer ? "newer" : "nothing";
};
