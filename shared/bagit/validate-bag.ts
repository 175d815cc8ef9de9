import { longestDeclaration, readDeclaration } from "./bag-declaration.ts";
import type { BagDeclaration } from "./bag-declaration.ts";
import { bagInfoReader } from "./bag-info.ts";
import type { BagInfoElement, Oxum } from "./bag-info.ts";
import { findingLog } from "./bag-report.ts";
import type { BagReport } from "./bag-report.ts";
import { BagUnreadable } from "./bag-source.ts";
import type { BagSource } from "./bag-source.ts";
import { infoFiles, isDraft } from "./bag-version.ts";
import { compareBytes } from "./compare-bytes.ts";
import { isAlgorithm, isWeak } from "./digest-algorithm.ts";
import { readManifestName } from "./manifest-line.ts";
import { nameMissing } from "./name-missing.ts";
import { mostColumns } from "./path-table.ts";
import { readFetch } from "./read-fetch.ts";
import { linesOf, readManifests } from "./read-manifests.ts";
import type { Manifest, Reading } from "./read-manifests.ts";
import { takeInventory } from "./take-inventory.ts";
import type { Inventory } from "./take-inventory.ts";

import type { ValidateOptions } from "./validate-options.ts";

/**
 * Validates a bag of BagIt 0.93 to 1.0 against RFC 8493 and what the drafts say otherwise. The bag is walked twice: once for
 * what is in it, once for the bytes. Kept in memory is a digest for each line of a manifest, no path, no bytes; findings
 * within bounds. A bag too large for one run is validated in parts: each reads all manifests and names again, and the bytes of
 * some files only (`from`, `isEnough`, `next`); what is missing is known in the last.
 * @throws what the source throws of a disk or a network; the signal's reason.
 */
export const validateBag = async (source: BagSource, options: ValidateOptions = {}): Promise<BagReport> => {
  const log = findingLog();
  const { signal } = options;
  const reading: Reading = { source, log, ...(signal && { signal }) };
  const inventory = await takeInventory(reading, options);
  const report = (more: Partial<BagReport>): BagReport => {
    const topFolder = source.topFolder();
    return {
      algorithms: [],
      info: [],
      payload: inventory.payload,
      ...more,
      ...log.result(),
      ...(topFolder === undefined ? {} : { topFolder }),
    };
  };
  const declaration = inventory.isWhole ? await declarationOf(reading, inventory) : undefined;
  if (declaration === undefined) return report({});
  try {
    return report({ ...declaration, ...(await contentsOf(reading, inventory, declaration, options)) });
  } catch (error) {
    if (!(error instanceof BagUnreadable)) throw error;
    log.note(error.defect.rule, error.defect.path, error.defect.facts);
    return report(declaration);
  }
};

const declarationOf = async ({ source, log }: Reading, { named }: Inventory): Promise<BagDeclaration | undefined> => {
  if (!named.has("bagit.txt")) return undefined;
  try {
    const stream = await source.open("bagit.txt");
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of stream) {
      if (!(part instanceof Buffer)) continue;
      parts.push(part);
      bytes += part.length;
      if (bytes > longestDeclaration) break;
    }
    const { declaration, findings } = readDeclaration(Buffer.concat(parts));
    for (const { rule, path, facts } of findings) log.note(rule, path, facts);
    return declaration;
  } catch (error) {
    if (!(error instanceof BagUnreadable)) throw error;
    log.note(error.defect.rule, error.defect.path, error.defect.facts);
    return undefined;
  }
};

/** The manifests among the named files, those first whose digests can be computed. */
const manifestsIn = (named: Inventory["named"], kind: Manifest["kind"], log: Reading["log"]): readonly Manifest[] => {
  const manifests: Manifest[] = [];
  let unknown = 0;
  for (const fileName of [...named].sort()) {
    const name = readManifestName(fileName);
    if (name?.kind !== kind) continue;
    const algorithm = name.algorithm.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
    if (!isAlgorithm(algorithm)) {
      unknown += 1;
      log.note("algorithm-unknown", fileName, { algorithm: name.algorithm });
    } else if (manifests.some((other) => other.algorithm === algorithm))
      log.note("algorithm-twice", fileName, { algorithm });
    else if (manifests.length < mostColumns) manifests.push({ fileName, kind, algorithm });
    if (isAlgorithm(algorithm) && algorithm !== name.algorithm) log.note("manifest-name-case", fileName);
  }
  if (kind === "payload" && manifests.length === 0)
    if (unknown > 0) log.note("algorithms-all-unknown");
    else log.note("payload-manifest-missing", "manifest-sha512.txt");
  return manifests;
};

const contentsOf = async (
  reading: Reading,
  inventory: Inventory,
  declaration: BagDeclaration,
  options: ValidateOptions,
): Promise<Partial<BagReport>> => {
  const { log } = reading;
  const { named } = inventory;
  const { version } = declaration;
  const payloadManifests = manifestsIn(named, "payload", log);
  const tagManifests = manifestsIn(named, "tag", log);
  const algorithms = payloadManifests.map(({ algorithm }) => algorithm);
  if (!isDraft(version) && algorithms.length > 0 && algorithms.every(isWeak))
    log.note("algorithm-weak", payloadManifests[0]?.fileName, { algorithm: algorithms.join(", ") });
  const payload = await readManifests(reading, payloadManifests, declaration);
  const tags = await readManifests(reading, tagManifests, declaration);
  if (named.has("fetch.txt")) await readFetch(reading, payload, declaration);
  const { info, oxum } = await infoOf(reading, named, declaration);
  if (payloadManifests.length === 0) return { info };
  const listed = { payload, tags, payloadManifests, tagManifests, version };
  const { payload: read, next } = await compareBytes(reading, listed, inventory, options);
  if (next !== undefined) return { algorithms, info, payload: read, next };
  await nameMissing(reading, payload, payloadManifests, declaration);
  await nameMissing(reading, tags, tagManifests, declaration);
  if (oxum !== undefined && (oxum.bytes !== read.bytes || oxum.files !== read.files))
    log.note("oxum-differs", undefined, {
      stated: `${oxum.bytes}.${oxum.files}`,
      found: `${read.bytes}.${read.files}`,
    });
  return { algorithms, info, payload: read };
};

const infoOf = async (
  reading: Reading,
  named: Inventory["named"],
  declaration: BagDeclaration,
): Promise<{ readonly info: readonly BagInfoElement[]; readonly oxum: Oxum | undefined }> => {
  const fileName = infoFiles(declaration.version).find((name) => named.has(name));
  if (fileName === undefined) return { info: [], oxum: undefined };
  const reader = bagInfoReader(fileName, declaration.version);
  for await (const { text, number } of linesOf(reading, fileName, declaration)) reader.line(text, number);
  const { elements, findings, oxum } = reader.end();
  for (const { rule, path, facts } of findings) reading.log.note(rule, path, facts);
  return { info: elements, oxum };
};
