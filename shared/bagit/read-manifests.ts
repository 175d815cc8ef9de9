import type { FindingLog } from "./bag-report.ts";
import type { BagRule } from "./bag-rule.ts";
import { isOddOnWindows, isPayload } from "./bag-path.ts";
import type { BagSource } from "./bag-source.ts";
import { isDraft } from "./bag-version.ts";
import type { BagDeclaration } from "./bag-declaration.ts";
import { digestBytes } from "./digest-algorithm.ts";
import type { Algorithm } from "./digest-algorithm.ts";
import { readManifestLine, readManifestName } from "./manifest-line.ts";
import type { ManifestLine } from "./manifest-line.ts";
import { manifestTable } from "./manifest-table.ts";
import type { ManifestTable } from "./manifest-table.ts";
import { TagTextError, tagLines } from "./tag-text.ts";

/** A manifest whose digests can be checked. */
export type Manifest = { readonly fileName: string; readonly kind: "payload" | "tag"; readonly algorithm: Algorithm };

export type Reading = {
  readonly source: BagSource;
  readonly log: FindingLog;
  readonly signal?: AbortSignal;
  /** The same lines were read before, and what is wrong with them told. */
  readonly isSilent?: boolean;
};

/** Lines of a tag file. What ends them early is noted. */
export async function* linesOf(
  { source, log, signal, isSilent = false }: Reading,
  fileName: string,
  { encoding, version }: BagDeclaration,
): AsyncGenerator<{ readonly text: string; readonly number: number }> {
  try {
    for await (const line of tagLines(await source.open(fileName), encoding)) {
      signal?.throwIfAborted();
      // UTF-16 needs its mark; a mark of UTF-8 says nothing and is forbidden (RFC 8493 2.3).
      if (!isSilent && line.hadMark && !/^utf-?16$/i.test(encoding))
        log.note(isDraft(version) ? "tag-file-bom-before-1.0" : "tag-file-bom", fileName);
      yield line;
    }
  } catch (error) {
    if (!(error instanceof TagTextError)) throw error;
    if (isSilent) return;
    if (error.reason === "encoding") log.note("tag-file-encoding", fileName, { encoding });
    else log.note("manifest-line-too-long", fileName);
  }
}

/** The good lines of a manifest; departures are noted when `log` is wanted. */
export async function* manifestLines(
  reading: Reading,
  manifest: Manifest,
  declaration: BagDeclaration,
  onWrong: (rule: BagRule, path: string | undefined, line: number) => void = () => undefined,
): AsyncGenerator<ManifestLine & { readonly number: number }> {
  for await (const { text, number } of linesOf(reading, manifest.fileName, declaration)) {
    if (text.trim() === "") {
      onWrong("manifest-line-blank", undefined, number);
      continue;
    }
    const line = readManifestLine(text, manifest.algorithm, declaration.version);
    if (line.ok) yield { ...line, number };
    else onWrong(line.rule, line.path, number);
  }
}

/** What a manifest may not list, by its kind. */
const misplaced = (kind: Manifest["kind"], path: string): BagRule | undefined => {
  if (kind === "payload") return isPayload(path) ? undefined : "manifest-outside-payload";
  if (isPayload(path)) return "tag-manifest-lists-payload";
  return readManifestName(path)?.kind === "tag" ? "tag-manifest-lists-tag-manifest" : undefined;
};

/** Reads all manifests of one kind into a table; the digest of manifest `n` stands in column `n`. */
export const readManifests = async (
  reading: Reading,
  manifests: readonly Manifest[],
  declaration: BagDeclaration,
): Promise<ManifestTable> => {
  const { log } = reading;
  const table = manifestTable(manifests.map(({ algorithm }) => digestBytes(algorithm)));
  for (const [column, manifest] of manifests.entries()) {
    const { fileName, kind } = manifest;
    const told = new Set<BagRule>();
    /** Habits of a whole manifest are told once. */
    const once = (rule: BagRule): void => {
      if (!told.has(rule)) log.note(rule, fileName);
      told.add(rule);
    };
    const wrong = (rule: BagRule, path: string | undefined, line: number): void =>
      log.note(rule, path ?? fileName, { manifest: fileName, line });
    for await (const line of manifestLines(reading, manifest, declaration, wrong)) {
      const { path, digest, number } = line;
      line.warnings.forEach(once);
      const rule = misplaced(kind, path);
      if (rule !== undefined) {
        wrong(rule, path, number);
        continue;
      }
      const { entered, alike } = table.enter(path, column, digest);
      if (entered === "contradicted") wrong("entry-contradicted", path, number);
      if (entered === "repeated")
        wrong(isDraft(declaration.version) ? "entry-repeated-before-1.0" : "entry-repeated", path, number);
      if (alike !== undefined) wrong(alike === "case" ? "path-case" : "path-normalisation", path, number);
      if (entered !== "new") continue;
      if (isOddOnWindows(path)) wrong("path-windows-name", path, number);
      if (path.split("/").some(isDropping)) wrong("system-file-listed", path, number);
    }
  }
  return table;
};

const droppings: ReadonlySet<string> = new Set([
  ".ds_store",
  ".appledouble",
  ".lsoverride",
  ".documentrevisions-v100",
  ".fseventsd",
  ".spotlight-v100",
  ".temporaryitems",
  ".trashes",
  ".volumeicon.icns",
  ".apdisk",
  ".com.apple.timemachine.donotpresent",
  ".directory",
  "__macosx",
  "icon\r",
  "thumbs.db",
  "ehthumbs.db",
  "desktop.ini",
  "$recycle.bin",
  "system volume information",
]);

/** What an operating system leaves by itself; other hidden files somebody may have meant. */
export const isDropping = (part: string): boolean => part.startsWith("._") || droppings.has(part.toLowerCase());
