import { readFile } from "node:fs/promises";
import type * as z from "zod";
import { explainTableFault, UnreadableTable } from "../../../shared/domain/table-fault.ts";
import { tableRows } from "../../../shared/catalogue/open-table.ts";
import type { TableRow } from "../../../shared/catalogue/table-rows.ts";
import {
  scheduleEntries,
  type FormingUnit,
  type RetentionCounting,
  type ScheduleEntry,
} from "../../../shared/contract/retention.ts";
import type { scheduleAnswer } from "../../../shared/contract/retention-routes.ts";
import { nameOfRetention } from "../../../shared/domain/retention-period.ts";
import { explainScheduleTableFault, readScheduleTable } from "../../../shared/domain/schedule-table.ts";
import { CliFailure, reasonOf } from "../cli-failure.ts";
import { findArchive, readEndpoints } from "../endpoints.ts";
import { aligned, oneLine } from "../plain-text.ts";
import { openPostApi } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

export type UnitFlags = { readonly archive: string; readonly fonds?: string; readonly giver?: string };

/** @throws CliFailure (usage) unless exactly one unit is named. */
const unitOf = ({ fonds, giver }: UnitFlags): FormingUnit => {
  if (fonds !== undefined && giver === undefined) return { by: "fonds", code: fonds };
  if (giver !== undefined && fonds === undefined) return { by: "giver", code: giver };
  throw new CliFailure(exitCode.usage, "unitMissing");
};

const as = async (session: Session, archiveId: string, post: string) => {
  const endpoints = await readEndpoints(session.world.home);
  const archive = findArchive(endpoints, archiveId);
  return openPostApi(session, endpoints, archive, post);
};

const printSchedule = (
  { unit, version, state, title, entries, inForceFrom = "—" }: z.output<typeof scheduleAnswer>,
  { say, print }: Session,
): void =>
  print(
    say("scheduleStands", {
      unit: `${unit.by}:${unit.code}`,
      version,
      state,
      title: oneLine(title),
      lines: entries.length,
      from: inForceFrom,
    }),
  );

/** Lines of a schedule: a JSON array of them, or a table (CSV, XLSX) with a header. */
const readEntries = async ({ language }: Session, file: string): Promise<ScheduleEntry[]> => {
  const unreadable = (reason: string): CliFailure =>
    new CliFailure(exitCode.usage, "entriesUnreadable", { file, reason: oneLine(reason) });
  try {
    if (file.toLowerCase().endsWith(".json")) return scheduleEntries.parse(JSON.parse(await readFile(file, "utf8")));
    const rows: TableRow[] = [];
    for await (const row of tableRows(file)) rows.push(row);
    const read = readScheduleTable(rows);
    if (read.ok) return read.entries;
    throw unreadable(read.faults.map((fault) => explainScheduleTableFault(fault)[language]).join(" "));
  } catch (error) {
    if (error instanceof CliFailure) throw error;
    throw unreadable(error instanceof UnreadableTable ? explainTableFault(error.fault)[language] : reasonOf(error));
  }
};

type DraftFlags = UnitFlags & {
  readonly title: string;
  readonly counting: RetentionCounting;
  readonly reason: string;
};

/** Drafts a further version of a unit's schedule from a file of its lines. */
export const draftSchedule = async (session: Session, file: string, flags: DraftFlags): Promise<ExitCode> => {
  const { archive, title, counting, reason } = flags;
  const body = { unit: unitOf(flags), title, counting, reason, entries: await readEntries(session, file) };
  const api = await as(session, archive, "archivist");
  printSchedule(await api.draftSchedule(archive, body), session);
  return exitCode.done;
};

type DecideFlags = UnitFlags & { readonly number: number; readonly reason: string };

export const approveSchedule = async (
  session: Session,
  flags: DecideFlags & { readonly from: string },
): Promise<ExitCode> => {
  const { archive, number: version, reason, from: inForceFrom } = flags;
  const api = await as(session, archive, "approver");
  const body = { decision: "approved" as const, unit: unitOf(flags), version, inForceFrom, reason };
  printSchedule(await api.decideSchedule(archive, body), session);
  return exitCode.done;
};

export const withdrawSchedule = async (session: Session, flags: DecideFlags): Promise<ExitCode> => {
  const { archive, number: version, reason } = flags;
  const api = await as(session, archive, "approver");
  const body = { decision: "withdrawn" as const, unit: unitOf(flags), version, reason };
  printSchedule(await api.decideSchedule(archive, body), session);
  return exitCode.done;
};

export const listSchedules = async (session: Session, { archive }: { readonly archive: string }): Promise<ExitCode> => {
  const api = await as(session, archive, "archivist");
  let cursor: string | undefined;
  do {
    const { schedules, cursor: next } = await api.listSchedules(archive, cursor);
    for (const schedule of schedules) printSchedule(schedule, session);
    cursor = next;
  } while (cursor !== undefined);
  return exitCode.done;
};

export const listDue = async (
  session: Session,
  { archive, before }: { readonly archive: string; readonly before: string },
): Promise<ExitCode> => {
  const { say, print, language } = session;
  const api = await as(session, archive, "archivist");
  let cursor: string | undefined;
  let shown = 0;
  do {
    const { items, cursor: next } = await api.listDue(archive, before, cursor);
    const rows = items.map(({ archivalCode, title, retention: { period, dueOn = "" } }) => [
      archivalCode,
      dueOn,
      period === undefined ? "" : nameOfRetention(period)[language],
      oneLine(title),
    ]);
    for (const line of aligned(rows)) print(line);
    shown += rows.length;
    cursor = next;
  } while (cursor !== undefined);
  if (shown === 0) print(say("nothingDue", { before }));
  return exitCode.done;
};
