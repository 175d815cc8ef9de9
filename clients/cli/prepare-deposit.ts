import type { ApiClient } from "./api-client.ts";
import { ApiProblem } from "./api-client.ts";
import { CliFailure } from "./cli-failure.ts";
import { digestFiles } from "./digest-files.ts";
import { keepGivenNumbers, readGivenNumbers } from "./given-numbers.ts";
import type { GivenNumber } from "./given-numbers.ts";
import type { Journal } from "./journal.ts";
import { codeRunFrom, numberScans, provisionalRun } from "./loose-numbers.ts";
import type { DepositObject } from "./send-objects.ts";
import { walkFolder } from "./walk-folder.ts";
import type { FoundFile } from "./walk-folder.ts";
import { formatIntakeKey } from "../../shared/domain/intake-key.ts";
import { loosePages, pageClaims, readFilePath } from "../../shared/domain/scan-path.ts";
import type { FileReading, ScanPlace } from "../../shared/domain/scan-path.ts";
import { exitCode } from "./world.ts";

export type LeftOut = {
  readonly name: string;
  readonly reason: "system-file" | "not-a-scan" | "not-numbered" | "page-claimed" | "file-unreadable";
  /** With `page-claimed`: the file that stands for the page. */
  readonly holder?: string;
};

/** What a folder comes to. `numbered`: files with a provisional code, in natural order. */
export type DepositPlan = {
  readonly objects: readonly DepositObject[];
  readonly leftOut: readonly LeftOut[];
  readonly numbered: readonly (GivenNumber & { readonly name: string; readonly isNew: boolean })[];
};

export type Preparation = {
  readonly folder: string;
  readonly archiveId: string;
  readonly batchId: string;
  readonly home: string;
  readonly now: number;
  /** False leaves loose scans out; a code begins their numbers there. */
  readonly number: boolean;
  readonly numberFrom: string | undefined;
  readonly api: Pick<ApiClient, "getItem">;
  readonly journal: Journal;
  readonly signal: AbortSignal;
  readonly onFound: (files: readonly FoundFile[]) => void;
  readonly onDigest: (file: FoundFile) => void;
};

type Read = { readonly file: FoundFile; readonly reading: FileReading };
type Loose = { readonly file: FoundFile; readonly reading: Extract<FileReading, { kind: "loose" }> };

/** Reads a folder: every file gets its key and digest, or a reason why it is left out. */
export const prepareDeposit = async (preparation: Preparation): Promise<DepositPlan> => {
  const { folder, number, journal, signal, onFound, onDigest } = preparation;
  const files = await walkFolder(folder).catch(() => {
    throw new CliFailure(exitCode.usage, "folderUnreadable", { folder });
  });
  const read = files.map((file): Read => ({ file, reading: readFilePath(file.relativePath) }));
  const isWanted = ({ reading }: Read): boolean => (reading.kind === "loose" ? number : reading.kind !== "left-out");
  const wanted = read.filter(isWanted).map(({ file }) => file);
  onFound(wanted);
  const digests = await digestFiles(wanted, journal, signal, onDigest);
  signal.throwIfAborted();
  const numbered = number ? await numberLoose(preparation, read, digests) : [];
  return { ...placeFiles(preparation, read, digests, numbered), numbered };
};

const numberLoose = async (
  { archiveId, batchId, home, now, numberFrom, api }: Preparation,
  read: readonly Read[],
  digests: ReadonlyMap<string, string>,
): Promise<DepositPlan["numbered"]> => {
  const loose = read.flatMap(({ file, reading }): Loose[] => (reading.kind === "loose" ? [{ file, reading }] : []));
  const scans = loose.flatMap(({ file }) => {
    const sha256 = digests.get(file.absolutePath);
    return sha256 === undefined ? [] : [{ file: file.absolutePath, sha256 }];
  });
  if (scans.length === 0) return [];
  const code = numberFrom ?? provisionalRun(new Date(now).getFullYear());
  const run = codeRunFrom(code);
  if (run === undefined) throw new CliFailure(exitCode.usage, "numberFromMalformed", { code });
  const before = readGivenNumbers(home).filter((one) => one.archiveId === archiveId);
  const own = (file: string, sha256: string): string | undefined =>
    before.findLast((one) => one.file === file && (one.batchId === batchId || one.sha256 === sha256))?.archivalCode;
  const named = read.flatMap(({ reading }) => (reading.kind === "named" ? [reading.archivalCode] : []));
  const given = await numberScans(scans, {
    run,
    kept: ({ file, sha256 }) => own(file, sha256),
    taken: new Set([...before.map((one) => one.archivalCode), ...named]),
    occupant: (archivalCode) => firstPageHeld(api, archiveId, archivalCode),
  });
  const numbered = loose.flatMap(({ file, reading }) => {
    const archivalCode = given.get(file.absolutePath);
    const sha256 = digests.get(file.absolutePath);
    if (archivalCode === undefined || sha256 === undefined) return [];
    const page = loosePages(reading.extension).kind === "whole" ? "whole" : "1";
    const isNew = own(file.absolutePath, sha256) === undefined;
    return [
      { archiveId, batchId, file: file.absolutePath, sha256, archivalCode, page, name: file.relativePath, isNew },
    ];
  });
  // Kept before anything is sent: whatever happens then, the next run gives the same codes.
  const known = new Set(before.map((one) => numberIdentity(one)));
  keepGivenNumbers(
    home,
    numbered.filter((one) => !known.has(numberIdentity(one))),
  );
  return numbered;
};

const numberIdentity = ({ batchId, file, sha256, archivalCode }: GivenNumber): string =>
  [batchId, file, sha256, archivalCode].join("\n");

const firstPageHeld = async (
  api: Preparation["api"],
  archiveId: string,
  archivalCode: string,
): Promise<string | undefined> => {
  try {
    const { pages } = await api.getItem(archiveId, archivalCode);
    // An item without its first page is still somebody's item.
    return pages.find(({ page }) => page === 1)?.sha256 ?? "";
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return undefined;
    throw error;
  }
};

const placeFiles = (
  { archiveId, batchId }: Preparation,
  read: readonly Read[],
  digests: ReadonlyMap<string, string>,
  numbered: DepositPlan["numbered"],
): Pick<DepositPlan, "objects" | "leftOut"> => {
  const codeOf = new Map(numbered.map(({ file, archivalCode }) => [file, archivalCode]));
  const claims = pageClaims();
  const objects: DepositObject[] = [];
  const leftOut: LeftOut[] = [];
  for (const { file, reading } of read) {
    const { relativePath: name, absolutePath: path, bytes } = file;
    if (reading.kind === "left-out") {
      leftOut.push({ name, reason: reading.reason });
      continue;
    }
    const place = placeOf(reading, codeOf.get(path));
    const sha256 = digests.get(path);
    if (place === undefined || sha256 === undefined) {
      const numberless = reading.kind === "loose" && place === undefined && sha256 === undefined;
      leftOut.push({ name, reason: sha256 === undefined && !numberless ? "file-unreadable" : "not-numbered" });
      continue;
    }
    const holder = typeof place === "string" ? undefined : claims.claim(place, name);
    if (holder !== undefined) {
      leftOut.push({ name, reason: "page-claimed", holder });
      continue;
    }
    const key =
      typeof place === "string"
        ? `${archiveId}/${batchId}/${place}`
        : formatIntakeKey({ archiveId, batchId, ...place });
    objects.push({ key, sha256, path, name, bytes });
  }
  return { objects, leftOut };
};

/** A place, or for what cannot be placed the tail of the key under which the service will refuse it. */
const placeOf = (
  reading: Exclude<FileReading, { kind: "left-out" }>,
  given: string | undefined,
): ScanPlace | string | undefined => {
  switch (reading.kind) {
    case "named":
      return reading;
    case "malformed":
      return reading.tail;
    case "loose":
      return given === undefined
        ? undefined
        : { archivalCode: given, pages: loosePages(reading.extension), extension: reading.extension };
  }
};
