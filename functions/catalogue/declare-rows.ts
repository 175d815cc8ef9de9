import { mayComeIn } from "../../shared/domain/classification.ts";
import type { CatalogueImport } from "../../shared/domain/catalogue-import.ts";
import type {
  ClassificationDeclared,
  DeclarationMove,
  Declarations,
} from "../../shared/storage/declared-classifications.ts";

/** What some rows say of secrecy: codes of which a 密级 is declared, and those of units that were described without one. */
export type Said = {
  readonly classified: readonly { readonly archivalCode: string; readonly declared: string }[];
  readonly described: readonly string[];
};

export type Declaring = {
  readonly moves: readonly DeclarationMove[];
  /** What stands declared in the end, by these rows: the scans of such units are held. */
  readonly standing: readonly ClassificationDeclared[];
};

/**
 * What rows declare, by what was declared before. The newest catalogue holds; of one catalogue, what declares a 密级 holds against
 * what does not. A unit that a newer catalogue describes without one may come in from then on; what is held stays held until
 * the security officer decides.
 */
export const declareRows = (
  { archiveId, receivedAt }: Pick<CatalogueImport, "archiveId" | "receivedAt">,
  { classified, described }: Said,
  known: Declarations,
): Declaring => {
  const saying = (archivalCode: string, declared: string): ClassificationDeclared => ({
    ...{ archiveId, archivalCode, declared },
    by: "service:catalogue",
    at: receivedAt,
  });
  const moves = new Map<string, DeclarationMove>();
  const standing = new Map<string, ClassificationDeclared>();
  for (const { archivalCode, declared } of classified) {
    const before = known.get(archivalCode);
    if (standing.has(archivalCode) || (before !== undefined && before.at > receivedAt)) continue;
    const isSaid = before?.at === receivedAt && !mayComeIn(before.declared);
    const after = isSaid ? before : saying(archivalCode, declared);
    standing.set(archivalCode, after);
    if (!isSaid) moves.set(archivalCode, { before, after });
  }
  for (const archivalCode of described) {
    const before = known.get(archivalCode);
    if (before === undefined || mayComeIn(before.declared) || before.at >= receivedAt) continue;
    if (!moves.has(archivalCode)) moves.set(archivalCode, { before, after: saying(archivalCode, "无") });
  }
  return { moves: [...moves.values()], standing: [...standing.values()] };
};
