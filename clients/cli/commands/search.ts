import type { SearchQuestion } from "../api-client.ts";
import { findArchive, readEndpoints } from "../endpoints.ts";
import type { Endpoints } from "../endpoints.ts";
import { oneLine } from "../plain-text.ts";
import { openApi } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

export type SearchOptions = Omit<SearchQuestion, "q"> & {
  readonly region: string | undefined;
  readonly json: boolean;
};

type Answer = Awaited<ReturnType<ReturnType<typeof openApi>["search"]>>;
type Asked = { readonly region: string; readonly answer: Answer };

/**
 * For which archives one searches: the one named; with one's own token that of the token, whose home is not known here, so
 * the first; on one machine, where one may be anybody, every archive in turn, each as its own archivist.
 */
const searchedArchives = ({ archives }: Endpoints, named: string | undefined, ownToken: boolean): readonly string[] =>
  named !== undefined ? [named] : archives.map(({ id }) => id).slice(0, ownToken ? 1 : undefined);

const printHits = ({ say, print }: Session, { region, answer }: Asked, from: number): void => {
  answer.hits.forEach((hit, at) => {
    const { archivalCode, page, archiveId, title, snippet, boxes } = hit;
    const place = [archivalCode, say("pageNumber", { page }), archiveId, say("hitBoxes", { count: boxes.length })];
    print(`${from + at + 1}. ${place.map(oneLine).join("  ")}`);
    if (title !== "" && title !== archivalCode) print(`   ${oneLine(title)}`);
    print(`   ${oneLine(snippet)}`);
  });
  const { value, exact } = answer.total;
  const total = exact ? String(value) : say("searchAtLeast", { value });
  if (answer.hits.length > 0) print(say("searchTotal", { total, shown: answer.hits.length, region }));
};

/** Prints what was found. Done also when nothing was. */
export const search = async (session: Session, query: string, options: SearchOptions): Promise<ExitCode> => {
  const { world, say, print } = session;
  const { region: wanted, json, ...question } = options;
  const endpoints = await readEndpoints(world.home);
  const asked: Asked[] = [];
  for (const id of searchedArchives(endpoints, question.archive, world.token !== undefined)) {
    const archive = findArchive(endpoints, id);
    const region = wanted ?? archive.homeRegion;
    const api = openApi(session, endpoints, region, archive.id);
    asked.push({ region, answer: await api.search({ q: query, ...question }) });
  }
  if (json) {
    const [only, another] = asked;
    print(JSON.stringify(another === undefined ? only?.answer : together(asked), undefined, 2));
    return exitCode.done;
  }
  let shown = 0;
  for (const one of asked) {
    printHits(session, one, shown);
    shown += one.answer.hits.length;
  }
  if (shown === 0) print(say("searchNothing"));
  return exitCode.done;
};

/** The answers of several archives in the form of one; it has no cursor, since each has its own. */
const together = (asked: readonly Asked[]): Answer => ({
  hits: asked.flatMap(({ answer }) => answer.hits),
  total: {
    value: asked.reduce((sum, { answer }) => sum + answer.total.value, 0),
    exact: asked.every(({ answer }) => answer.total.exact),
  },
});
