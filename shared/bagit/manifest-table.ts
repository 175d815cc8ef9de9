import { foldedPath } from "./bag-path.ts";
import { decodedPath, encodedPath } from "./manifest-line.ts";
import { pathTable } from "./path-table.ts";

const seen = 0;
const fetched = 1;
const told = 2;

export type Entered = "new" | "other-column" | "repeated" | "contradicted";

/** What was entered before under a name that some file systems take for this one. */
export type Alike = "normalisation" | "case";

/** How a manifest spells a file's name, beside the same: in another Unicode form, or with other percent-encoding. */
export type Spelled = "same" | "normalised" | "percent";

const otherSpellings = (path: string): readonly (readonly [string, Spelled])[] => [
  [path.normalize("NFC"), "normalised"],
  [path.normalize("NFD"), "normalised"],
  [decodedPath(path, "1.0"), "percent"],
  [encodedPath(path), "percent"],
];

/** All that the manifests of one kind list, digest by digest, and which of it was met in the bag. */
export const manifestTable = (digestBytes: readonly number[]) => {
  const listed = pathTable(digestBytes);
  /** Folded path → number of the first entry of that fold, and of one that was met. */
  const folds = pathTable([4, 4]);
  const numbered = (at: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(at);
    return bytes;
  };
  let met = 0;
  return {
    size: (): number => listed.size(),
    met: (): number => met,
    /** Enters a line of manifest `column`. */
    enter: (path: string, column: number, digest: Buffer): { readonly entered: Entered; readonly alike?: Alike } => {
      const { at, isNew } = listed.enter(path);
      const before = listed.digest(at, column);
      if (before !== undefined) return { entered: before.equals(digest) ? "repeated" : "contradicted" };
      listed.setDigest(at, column, digest);
      if (!isNew) return { entered: "other-column" };
      const fold = folds.enter(foldedPath(path));
      if (fold.isNew) {
        folds.setDigest(fold.at, 0, numbered(at));
        return { entered: "new" };
      }
      const nfc = path.normalize("NFC");
      const other = nfc === path ? path.normalize("NFD") : nfc;
      return { entered: "new", alike: other !== path && listed.find(other) !== -1 ? "normalisation" : "case" };
    },
    /**
     * The entry that lists a file: under its name, as another system would spell it, or as a program would that encodes `%`
     * otherwise. Undefined when there is none.
     */
    entryOf: (path: string): { readonly at: number; readonly spelled: Spelled } | undefined => {
      const exact = listed.find(path);
      if (exact !== -1) return { at: exact, spelled: "same" };
      for (const [other, spelled] of otherSpellings(path)) {
        const at = other === path ? -1 : listed.find(other);
        if (at !== -1) return { at, spelled };
      }
      return undefined;
    },
    isListed: (path: string): boolean => listed.find(path) !== -1,
    find: (path: string): number => listed.find(path),
    digest: (at: number, column: number): Buffer | undefined => listed.digest(at, column),
    columns: (at: number): number => listed.columns(at),
    isMet: (at: number): boolean => listed.has(at, seen),
    meet: (at: number, path: string): void => {
      if (listed.has(at, seen)) return;
      listed.mark(at, seen);
      met += 1;
      const fold = folds.find(foldedPath(path));
      if (fold !== -1) folds.setDigest(fold, 1, numbered(at));
    },
    /** A file that was met under a name that some systems take for this one, with the same digest under `column`. */
    isMetElsewhere: (path: string, column: number): Alike | undefined => {
      const at = listed.find(path);
      const fold = folds.find(foldedPath(path));
      const other = fold === -1 ? undefined : folds.digest(fold, 1)?.readUInt32LE(0);
      if (at === -1 || other === undefined || other === at) return undefined;
      const mine = listed.digest(at, column);
      if (mine === undefined || listed.digest(other, column)?.equals(mine) !== true) return undefined;
      const forms = [path.normalize("NFC"), path.normalize("NFD")].map((form) => listed.find(form));
      return forms.includes(other) ? "normalisation" : "case";
    },
    /** Whether something is said of an entry for the first time. */
    tell: (at: number): boolean => {
      const isFirst = !listed.has(at, told);
      listed.mark(at, told);
      return isFirst;
    },
    noteFetched: (path: string): void => {
      const at = listed.find(path);
      if (at !== -1) listed.mark(at, fetched);
    },
    isFetched: (path: string): boolean => {
      const at = listed.find(path);
      return at !== -1 && listed.has(at, fetched);
    },
  };
};
export type ManifestTable = ReturnType<typeof manifestTable>;
