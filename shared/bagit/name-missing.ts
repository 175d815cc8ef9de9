import type { BagDeclaration } from "./bag-declaration.ts";
import type { BagRule } from "./bag-rule.ts";
import { isDropping, manifestLines } from "./read-manifests.ts";
import type { Manifest, Reading } from "./read-manifests.ts";
import type { ManifestTable } from "./manifest-table.ts";

/** Why a listed file that was not met is told of; some of them lose nothing. */
const missingAs = (path: string, { kind }: Manifest, column: number, table: ManifestTable): BagRule => {
  if (kind === "tag") return "tag-file-missing";
  if (table.isFetched(path)) return "fetch-refused";
  const alike = table.isMetElsewhere(path, column);
  if (alike === "normalisation") return "path-normalisation";
  if (alike === "case") return "path-case";
  return path.split("/").some(isDropping) ? "system-file-missing" : "payload-file-missing";
};

/** Reads the manifests again for the names of the files that were not met: the table keeps no names. */
export const nameMissing = async (
  reading: Reading,
  table: ManifestTable,
  manifests: readonly Manifest[],
  declaration: BagDeclaration,
): Promise<void> => {
  if (table.met() === table.size()) return;
  for (const [column, manifest] of manifests.entries())
    for await (const { path, number } of manifestLines({ ...reading, isSilent: true }, manifest, declaration)) {
      const at = table.find(path);
      if (at === -1 || table.isMet(at) || !table.tell(at)) continue;
      reading.log.note(missingAs(path, manifest, column, table), path, { manifest: manifest.fileName, line: number });
    }
};
