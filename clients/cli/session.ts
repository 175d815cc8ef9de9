import type { Language } from "../../shared/domain/sentence.ts";
import { apiClient } from "./api-client.ts";
import type { ApiClient } from "./api-client.ts";
import { CliFailure, reasonOf } from "./cli-failure.ts";
import { findRegion, holderOf, operatorOf, userOf } from "./endpoints.ts";
import type { Archive, Endpoints } from "./endpoints.ts";
import { sayIn } from "./messages.ts";
import type { Say } from "./messages.ts";
import type { Patience } from "./retry.ts";
import { localToken } from "./sign-in.ts";
import { exitCode } from "./world.ts";
import type { World } from "./world.ts";

/** A command at work: its world, and the language it speaks. */
export type Session = {
  readonly world: World;
  readonly language: Language;
  readonly say: Say;
  /** A line of the result, on standard output. */
  readonly print: (line: string) => void;
  /** A line about the work, on standard error. */
  readonly tell: (line: string) => void;
};

export const startSession = (world: World, language: Language): Session => ({
  world,
  language,
  say: sayIn(language),
  print: (line) => world.stdout.write(`${line}\n`),
  tell: (line) => world.stderr.write(`${line}\n`),
});

const attempts = 6;

/** Repeats calls for about 15 seconds, and says so. */
export const patienceOf = ({ world, say, tell }: Session, region: string): Patience => ({
  attempts,
  pause: world.pause,
  signal: world.signal,
  onRetry: (error, wait) => tell(say("tryingAgain", { region, reason: reasonOf(error), seconds: wait / 1000 })),
});

/**
 * The API of a region, as the person whose token is in `LANTAI_TOKEN` or, on one machine, as the archive's archivist.
 *
 * @throws CliFailure (usage) when there is neither.
 */
export const openApi = (session: Session, endpoints: Endpoints, regionName: string, archiveId: string): ApiClient => {
  const username = userOf(endpoints, archiveId);
  if (session.world.token === undefined && username === undefined)
    throw new CliFailure(exitCode.usage, "tokenMissing", { archive: archiveId });
  return apiAs(session, endpoints, regionName, username);
};

/**
 * The API of a region, as the person whose token is in `LANTAI_TOKEN` or, on one machine, as its platform operator.
 *
 * @throws CliFailure (usage) when there is neither.
 */
export const openOperatorApi = (session: Session, endpoints: Endpoints, regionName: string): ApiClient => {
  const username = operatorOf(endpoints);
  if (session.world.token === undefined && username === undefined)
    throw new CliFailure(exitCode.usage, "operatorTokenMissing");
  return apiAs(session, endpoints, regionName, username);
};

/**
 * The API of an archive's home region, as the person whose token is in `LANTAI_TOKEN` or, on one machine, as whoever holds a
 * post (岗位) at the archive.
 *
 * @throws CliFailure (usage) when there is neither.
 */
export const openPostApi = (session: Session, endpoints: Endpoints, archive: Archive, role: string): ApiClient => {
  const username = holderOf(endpoints, archive.id, role);
  if (session.world.token === undefined && username === undefined)
    throw new CliFailure(exitCode.usage, "postTokenMissing", { archive: archive.id, role });
  return apiAs(session, endpoints, archive.homeRegion, username);
};

const apiAs = (session: Session, endpoints: Endpoints, regionName: string, username: string | undefined): ApiClient => {
  const { world, language } = session;
  const { api } = findRegion(endpoints, regionName);
  let known = world.token;
  const token = async (renew: boolean): Promise<string> => {
    if (known !== undefined && (!renew || username === undefined || world.token !== undefined)) return known;
    known = await localToken(endpoints, username ?? "");
    return known;
  };
  return apiClient({ api, region: regionName, language, token, patience: patienceOf(session, regionName) });
};
