import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { CliFailure, reasonOf } from "../cli-failure.ts";
import { findArchive, readEndpoints } from "../endpoints.ts";
import { oneLine } from "../plain-text.ts";
import { openApi } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

export type PeopleOptions = {
  readonly archive: string;
  readonly reason: string;
  readonly name?: string;
  readonly numberFile?: string;
  readonly json?: boolean;
};

const firstLineOf = async (path: string): Promise<string> => {
  try {
    return (await readFile(path, "utf8")).split(/\r?\n/, 1)[0]?.trim() ?? "";
  } catch (error) {
    throw new CliFailure(exitCode.usage, "peopleNoFile", { file: basename(path), reason: reasonOf(error) });
  }
};

/** Prints what names a person, all of it. Incomplete when nothing does. */
export const findPeople = async (session: Session, options: PeopleOptions): Promise<ExitCode> => {
  const { name, numberFile, reason } = options;
  if ((name === undefined) === (numberFile === undefined)) throw new CliFailure(exitCode.usage, "peopleOneOf", {});
  const endpoints = await readEndpoints(session.world.home);
  const archive = findArchive(endpoints, options.archive);
  const api = openApi(session, endpoints, archive.homeRegion, archive.id);
  const person =
    numberFile === undefined
      ? { name }
      : { identityNumber: await firstLineOf(resolve(session.world.workingFolder, numberFile)) };
  let found = 0;
  let cursor: string | undefined;
  do {
    const answer = await api.findPeople(archive.id, { ...person, reason, limit: 100, cursor });
    for (const unit of answer.units) {
      const named = unit.fields.map((field) => `${field.name} ${field.value}`).join("; ");
      const line = [unit.archivalCode, unit.title, unit.date ?? "", named].map(oneLine).join("  ");
      session.print(options.json === true ? JSON.stringify(unit) : line);
    }
    found += answer.units.length;
    cursor = answer.cursor;
  } while (cursor !== undefined && !session.world.signal.aborted);
  if (found === 0) session.tell(session.say("peopleNone"));
  return found === 0 ? exitCode.incomplete : exitCode.done;
};
