import type * as z from "zod";
import type { searchAnswer, searchQuery } from "../../shared/contract/search-routes.ts";
import { readableArchives, type Viewer } from "../../shared/domain/viewer.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import type { Holdings } from "../../shared/storage/holdings.ts";
import {
  SearchUnavailable,
  type IndexAnswer,
  type IndexHit,
  type IndexQuery,
  type SearchIndex,
} from "../../shared/storage/search-index.ts";
import { analyzeQuery, type QueryProblem, type QueryWord } from "./analyzer/analyze-query.ts";
import { highlight } from "./highlight.ts";
import { readSearchCursor, writeSearchCursor } from "./search-cursor.ts";
import { snippetOf } from "./snippet.ts";

export type SearchDeps = { readonly index: SearchIndex; readonly holdings: Holdings };
type Question = z.output<typeof searchQuery>;
type Answer = z.input<typeof searchAnswer>;

const nothingToSearch = (problem: QueryProblem): CallerError =>
  problem === "query-only-identity-number"
    ? new CallerError("query-has-nothing-to-search", {
        zh: "身份证号不进入全文检索。请改用姓名、证号或文中词语。",
        en: "ID numbers are not in the full text. Search for a name, a certificate number or words of the page.",
      })
    : new CallerError("query-has-nothing-to-search", {
        zh: "请输入姓名、证号或文中词语。",
        en: "Enter a name, a certificate number or words of the page.",
      });

/** How well a query of so many tokens can be told from chance when only most of them match. */
const tokensForMost = 3;

/**
 * Finds pages that say what is asked, among those the viewer may read, in this region's own index. Text that OCR misread is
 * found by most of its tokens when nothing has all of them.
 */
export const search =
  ({ index, holdings }: SearchDeps) =>
  async (question: Question, viewer: Viewer): Promise<Answer> => {
    const analysis = analyzeQuery(question.q);
    if (!analysis.ok) throw nothingToSearch(analysis.problem);
    const archives = readableArchives(viewer, question.archive);
    if (archives.length === 0) return { hits: [], total: { value: 0, exact: true } };

    const cursor = readSearchCursor(question.cursor);
    const { clauses, words } = analysis;
    const { kind, from, to, limit } = question;
    const query = { clauses, archives, kind, from, to, limit, after: cursor?.after };
    const tokens = words.flatMap(({ grams }) => grams);
    const find = (match: IndexQuery["match"]): Promise<IndexAnswer> => index.find({ ...query, match });
    try {
      let match: IndexQuery["match"] = cursor?.match ?? "all";
      let answer = await find(match);
      if (cursor === undefined && answer.total.value === 0 && tokens.length >= tokensForMost) {
        match = "most";
        answer = await find(match);
      }
      const shown = match === "all" ? words : tokens.map((gram) => ({ grams: [gram] }));
      const last = answer.hits.length === limit ? answer.hits.at(-1) : undefined;
      return {
        hits: await Promise.all(answer.hits.map((hit) => present(holdings, hit, shown))),
        total: answer.total,
        cursor: last === undefined ? undefined : writeSearchCursor({ match, after: last.sort }),
      };
    } catch (cause) {
      if (!(cause instanceof SearchUnavailable)) throw cause;
      const detail = {
        zh: "全文索引暂时无法访问，请稍后再试。",
        en: "The full-text index cannot be reached; try again later.",
      };
      throw new CallerError("search-unavailable", detail, { cause });
    }
  };

/** The hit as a reader sees it: the words around the match, and where they stand on the page. */
const present = async (
  holdings: Holdings,
  { page, score }: IndexHit,
  words: readonly QueryWord[],
): Promise<Answer["hits"][number]> => {
  const { archiveId, archivalCode, page: number, title } = page;
  const result = await holdings.ocrResult(archiveId, page.ocrSha256);
  const lines = result?.lines ?? [];
  const { text, cutBefore, cutAfter } = snippetOf(
    lines.map((line) => line.text),
    words,
  );
  return {
    archiveId,
    archivalCode,
    page: number,
    title,
    snippet: `${cutBefore ? "…" : ""}${text}${cutAfter ? "…" : ""}`,
    score,
    boxes: [...highlight(lines, words)],
  };
};
