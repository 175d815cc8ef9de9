import type { SearchQuestion } from "../api-client.ts";
import { CliFailure } from "../cli-failure.ts";
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

/** The archive for which one searches: the one named, or that of the first archivist. */
const searchingArchive = ({ users, archives }: Endpoints): string => {
  const archivist = users.find(({ roles, archiveId }) => archiveId !== null && roles.includes("archivist"));
  const archive = archivist?.archiveId ?? archives[0]?.id;
  if (archive === undefined) throw new CliFailure(exitCode.usage, "archiveUnknown", { id: "", known: "" });
  return archive;
};

/** Prints what was found. Done also when nothing was. */
export const search = async (session: Session, query: string, options: SearchOptions): Promise<ExitCode> => {
  const { world, say, print } = session;
  const { region: wanted, json, ...question } = options;
  const endpoints = await readEndpoints(world.home);
  const archive = findArchive(endpoints, question.archive ?? searchingArchive(endpoints));
  const region = wanted ?? archive.homeRegion;
  const api = openApi(session, endpoints, region, archive.id);
  const answer = await api.search({ q: query, ...question });
  if (json) {
    print(JSON.stringify(answer, undefined, 2));
    return exitCode.done;
  }
  if (answer.hits.length === 0) print(say("searchNothing"));
  answer.hits.forEach((hit, at) => {
    const { archivalCode, page, archiveId, title, snippet, boxes } = hit;
    const place = [archivalCode, say("pageNumber", { page }), archiveId, say("hitBoxes", { count: boxes.length })];
    print(`${at + 1}. ${place.map(oneLine).join("  ")}`);
    if (title !== "" && title !== archivalCode) print(`   ${oneLine(title)}`);
    print(`   ${oneLine(snippet)}`);
  });
  const { value, exact } = answer.total;
  const total = exact ? String(value) : say("searchAtLeast", { value });
  if (answer.hits.length > 0) print(say("searchTotal", { total, shown: answer.hits.length, region }));
  return exitCode.done;
};
