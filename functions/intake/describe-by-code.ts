import { parseArchivalCode } from "../../shared/domain/archival-code.ts";
import type { ItemDescription } from "../../shared/domain/item.ts";

/** What a 档号 alone tells of its item: 全宗, 门类 and 年度 where the grammar states them. The title waits for the catalogue. */
export const describeByCode = (
  archiveId: string,
  archivalCode: string,
  homeRegion: string,
  firstAcceptedAt: string,
): ItemDescription => {
  const parsed = parseArchivalCode(archivalCode);
  if (!parsed.ok) throw new Error(`not an archival code: ${archivalCode}`);
  const { code } = parsed;
  const category = "category" in code ? code.category : undefined;
  return {
    archiveId,
    archivalCode: code.canonical,
    homeRegion,
    title: code.canonical,
    fonds: code.fonds,
    kind: category?.class,
    year: category?.year,
    firstAcceptedAt,
  };
};
