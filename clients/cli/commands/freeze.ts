import type * as z from "zod";
import type { frozenAnswer } from "../../../shared/contract/freeze-routes.ts";
import type { FreezeDecision } from "../../../shared/contract/freeze.ts";
import { oneLine } from "../plain-text.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";
import { asPost } from "./destruction.ts";

type FreezeFlags = { readonly archive: string; readonly matter: string; readonly reason: string };

const printItem = (
  { archivalCode: code, holds }: z.output<typeof frozenAnswer>["items"][number],
  { say, print }: Session,
): void => {
  const matters = holds.map(({ matter }) => oneLine(matter)).join("; ");
  print(holds.length === 0 ? say("itemFree", { code }) : say("itemFrozen", { code, matters }));
};

const posts = { frozen: "appraiser", released: "approver" } as const satisfies Readonly<Record<FreezeDecision, string>>;

export const freezeItems = async (
  session: Session,
  decision: FreezeDecision,
  codes: readonly string[],
  { archive, matter, reason }: FreezeFlags,
): Promise<ExitCode> => {
  const api = await asPost(session, archive, posts[decision]);
  const { items } = await api.freezeItems(archive, { decision, matter, items: [...codes], reason });
  for (const item of items) printItem(item, session);
  return exitCode.done;
};

export const listFrozen = async (session: Session, { archive }: { readonly archive: string }): Promise<ExitCode> => {
  const api = await asPost(session, archive, "archivist");
  let cursor: string | undefined;
  let shown = 0;
  do {
    const { items, cursor: next } = await api.listFrozen(archive, cursor);
    for (const item of items) printItem(item, session);
    shown += items.length;
    cursor = next;
  } while (cursor !== undefined);
  if (shown === 0) session.print(session.say("nothingFrozen"));
  return exitCode.done;
};
