import type * as z from "zod";
import type { destructionEntriesAnswer, destructionListAnswer } from "../../../shared/contract/destruction-routes.ts";
import type { DestructionDecision } from "../../../shared/contract/destruction.ts";
import { explainBar } from "../../../shared/domain/destruction-bars.ts";
import { nameOfRetention } from "../../../shared/domain/retention-period.ts";
import type { ApiClient } from "../api-client.ts";
import { findArchive, readEndpoints } from "../endpoints.ts";
import { aligned, oneLine } from "../plain-text.ts";
import { openPostApi } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

export type ListFlags = { readonly archive: string; readonly list: string };
type DraftFlags = ListFlags & {
  readonly title: string;
  readonly ground: string;
  readonly opinion: string;
  readonly reason: string;
};

/** The API of the archive's home, as whoever holds a post there. */
export const asPost = async (session: Session, archiveId: string, post: string): Promise<ApiClient> => {
  const endpoints = await readEndpoints(session.world.home);
  return openPostApi(session, endpoints, findArchive(endpoints, archiveId), post);
};

export const printList = (
  { listId, state, title, items }: z.output<typeof destructionListAnswer>,
  { say, print }: Session,
): void =>
  print(say("destructionStands", { list: listId, state: say(`listState.${state}`), title: oneLine(title), items }));

export const draftDestruction = async (
  session: Session,
  codes: readonly string[],
  flags: DraftFlags,
): Promise<ExitCode> => {
  const { archive, list: listId, title, ground, opinion, reason } = flags;
  const api = await asPost(session, archive, "archivist");
  const items = codes.map((archivalCode) => ({ archivalCode, ground, opinion }));
  printList(await api.draftDestruction(archive, { listId, title, items, reason }), session);
  return exitCode.done;
};

const posts = {
  reviewed: "appraiser",
  approved: "approver",
  withdrawn: "appraiser",
} as const satisfies Readonly<Record<DestructionDecision, string>>;

export const decideDestruction = async (
  session: Session,
  decision: DestructionDecision,
  { archive, list, reason }: ListFlags & { readonly reason: string },
): Promise<ExitCode> => {
  const api = await asPost(session, archive, posts[decision]);
  printList(await api.decideDestruction(archive, list, { decision, reason }), session);
  return exitCode.done;
};

/** Has an approved list carried out. */
export const carryOutDestruction = async (
  session: Session,
  {
    archive,
    list,
    reason,
    supervisor,
  }: ListFlags & { readonly reason: string; readonly supervisor: readonly string[] },
): Promise<ExitCode> => {
  const api = await asPost(session, archive, "appraiser");
  const body = { decision: "ordered" as const, reason, supervisors: [...supervisor] };
  printList(await api.decideDestruction(archive, list, body), session);
  return exitCode.done;
};

type Shown = z.output<typeof destructionEntriesAnswer>["entries"][number];

/** What became of an item so far. */
const becameOf = ({ outcome }: Shown, { say, language }: Session): string => {
  if (outcome === undefined) return "";
  if (outcome.is === "spared") return explainBar(outcome.bar)[language];
  return say(outcome.erasedAt === undefined ? "became.erasing" : "became.destroyed");
};

/** Shows a list: who decided what of it, and every item. */
export const showDestruction = async (session: Session, { archive, list }: ListFlags): Promise<ExitCode> => {
  const { say, print, language } = session;
  const api = await asPost(session, archive, "archivist");
  let cursor: string | undefined;
  do {
    const answer = await api.getDestruction(archive, list, cursor);
    if (cursor === undefined) {
      printList(answer, session);
      for (const { at, to, actor, reason } of answer.steps)
        print(say("listStep", { at, to, actor, reason: oneLine(reason) }));
      if (answer.progress !== undefined) print(say("listProgress", answer.progress));
    }
    const rows = answer.entries
      .map((entry) => [entry, becameOf(entry, session)] as const)
      .map(([{ archivalCode, dueOn, retention, title }, became]) => [
        archivalCode,
        dueOn,
        nameOfRetention(retention)[language],
        became,
        oneLine(title),
      ]);
    for (const line of aligned(rows)) print(line);
    cursor = answer.cursor;
  } while (cursor !== undefined);
  return exitCode.done;
};
