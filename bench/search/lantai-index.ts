import { openIndexFile, indexPath, type IndexFile } from "../../local/aws/opensearch/index-file.ts";
import type { Indexes } from "../../local/aws/opensearch/indexes.ts";
import { errorBody, indexNotFound, OpenSearchError } from "../../local/aws/opensearch/opensearch-error.ts";
import { route } from "../../local/aws/opensearch/route.ts";
import { analyzeQuery } from "../../functions/full-text/analyzer/analyze-query.ts";
import { analyzeText } from "../../functions/full-text/analyzer/analyze-text.ts";
import { searchIndexName } from "../../shared/contract/names.ts";
import { searchIndex, type IndexAnswer } from "../../shared/storage/search-index.ts";
import type { SignedFetch } from "../../shared/storage/signed-fetch.ts";
import type { LucenePage, Question } from "./lucene.ts";

/** The index as the one-machine host keeps it, reached as functions reach it, without sockets between. */
export const openLantaiIndex = async (directory: string) => {
  const files = new Map<string, IndexFile>();
  const indexes: Indexes = {
    open: (name) => {
      const file = files.get(name);
      if (file === undefined) throw indexNotFound(name);
      return file;
    },
    has: (name) => files.has(name),
    create: (name, body) => void files.set(name, openIndexFile(indexPath(directory, name), name, body)),
    drop: (name) => void files.delete(name),
  };
  const fetch: SignedFetch = (method, path, body = "") => {
    const url = new URL(path, "http://localhost");
    const segments = url.pathname.split("/").slice(1).map(decodeURIComponent);
    try {
      const answer = route({ method, path: segments, url, text: body }, indexes);
      return Promise.resolve({ status: answer.status, text: JSON.stringify(answer.body) });
    } catch (error) {
      if (!(error instanceof OpenSearchError)) throw error;
      return Promise.resolve({ status: error.status, text: JSON.stringify(errorBody(error)) });
    }
  };
  const index = searchIndex(fetch);
  await index.prepare();

  return {
    /** Analyses the pages and writes them in one request, as a rebuild does. */
    put: async (pages: readonly LucenePage[]): Promise<void> => {
      const lines = pages.flatMap(({ id, archive, kind, year, text }) => [
        { index: { _id: id, version: 1, version_type: "external_gte" } },
        {
          id,
          archiveId: archive,
          archivalCode: id,
          page: 1,
          title: "题名",
          kind,
          year,
          ocrSha256: "",
          grams: analyzeText(text.split("\n")).indexed,
        },
      ]);
      const { text } = await fetch(
        "POST",
        `/${searchIndexName}/_bulk`,
        lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
      );
      if (!text.includes('"errors":false')) throw new Error(text.slice(0, 500));
    },

    /** Asks as the search function asks, for a reader of these archives. */
    find: async (question: Question, archives: readonly string[], limit: number): Promise<IndexAnswer> => {
      const analysis = analyzeQuery(question.words.join(" "));
      if (!analysis.ok) throw new Error(`${question.words.join(" ")}: ${analysis.problem}`);
      const { archive, kind, from, to } = question;
      return index.find({
        clauses: analysis.clauses,
        match: "all",
        archives: archive === undefined ? archives : [archive],
        kind,
        from,
        to,
        limit,
        after: undefined,
      });
    },

    close: (): void => {
      for (const file of files.values()) file.close();
    },
  };
};
export type LantaiIndex = Awaited<ReturnType<typeof openLantaiIndex>>;
