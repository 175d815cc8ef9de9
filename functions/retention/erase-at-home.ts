import { originalKey, ocrResultKey } from "../../shared/domain/holdings-key.ts";
import type { Page } from "../../shared/domain/page.ts";
import type { EraseObjects } from "../../shared/storage/erase-objects.ts";
import type { FileErasures } from "../../shared/storage/file-erasures.ts";
import type { FileUses } from "../../shared/storage/file-uses.ts";
import { historyOfItem, type HistoryStore } from "../../shared/storage/history.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";

export type EraseAtHomeDeps = {
  readonly pages: Pick<PageStore, "get" | "earlier">;
  readonly history: Pick<HistoryStore, "all">;
  readonly uses: FileUses;
  readonly erasures: FileErasures;
  /** In the holdings and in the intake bucket of this region. */
  readonly holdings: EraseObjects;
  readonly intake: EraseObjects;
};

/** Bytes or a text, and where they lie. */
type Piece = { readonly sha256: string; readonly key: string };

const piecesOf = ({ archiveId, file: { sha256 }, reading }: Page): Piece[] => [
  { sha256, key: originalKey(archiveId, sha256) },
  ...(reading.state === "read" ? [{ sha256: reading.sha256, key: ocrResultKey(archiveId, reading.sha256) }] : []),
];

const once = <T>(all: readonly T[], name: (one: T) => string): T[] => [
  ...new Map(all.map((one) => [name(one), one])).values(),
];

/**
 * Erases, in every version, what lies at home of a destroyed item: bytes and texts of its pages and of what came under them
 * before, and the uploads that brought them. What another item has too stays.
 * @returns the digests of what stays for that reason.
 */
export const eraseAtHome = (deps: EraseAtHomeDeps) => {
  const { pages, history, uses, erasures, holdings, intake } = deps;

  const isUsed = async (archiveId: string, sha256: string): Promise<boolean> => {
    for (const { archivalCode, page } of await uses.of(archiveId, sha256)) {
      const user = await pages.get({ archiveId, archivalCode, page });
      if (user !== undefined && user.state !== "destroyed") return true;
    }
    return false;
  };

  /** While this runs nobody comes to use the piece: who looked before has to look again. */
  const eraseUnlessUsed = async (archiveId: string, { sha256, key }: Piece): Promise<boolean> => {
    await erasures.begin(archiveId, sha256);
    const used = await isUsed(archiveId, sha256);
    if (!used) {
      await uses.forgetProof(archiveId, sha256);
      await holdings.erase(key);
    }
    await erasures.end(archiveId, sha256);
    return !used;
  };

  /** Under which keys the item's uploads came: its pages say the newest, its history the others. */
  const uploadsOf = async (archiveId: string, archivalCode: string, all: readonly Page[]): Promise<string[]> => {
    const keys = new Set(all.map(({ arrival }) => arrival.key));
    for await (const event of history.all(historyOfItem(archiveId, archivalCode)))
      if ("key" in event && event.key !== undefined) keys.add(event.key);
    return [...keys];
  };

  return async (archiveId: string, archivalCode: string, gone: readonly Page[]): Promise<readonly string[]> => {
    const before = await Promise.all(gone.map((page) => pages.earlier(page)));
    const all = [...gone, ...before.flat()];
    const shared: string[] = [];
    for (const piece of once(all.flatMap(piecesOf), ({ key }) => key))
      if (!(await eraseUnlessUsed(archiveId, piece))) shared.push(piece.sha256);
    for (const key of await uploadsOf(archiveId, archivalCode, all)) await intake.erase(key);
    return shared;
  };
};
export type EraseAtHome = ReturnType<typeof eraseAtHome>;
