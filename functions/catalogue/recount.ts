import type * as z from "zod";
import type { DomainEvent } from "../../events/domain-event.ts";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import type { historyAnswer } from "../../shared/contract/history-routes.ts";
import { mayKnowSecrecy, type Viewer } from "../../shared/domain/viewer.ts";
import { eventTypeUri } from "../../shared/premis/event-types.ts";
import { premisEventsOf } from "../../shared/premis/premis-events-of.ts";
import { withheld } from "../../shared/premis/withheld.ts";
import { CallerError } from "../../shared/runtime/errors.ts";
import type { HistoryStore } from "../../shared/storage/history.ts";

export type RecountDeps = {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly history: HistoryStore;
};

type Answer = z.input<typeof historyAnswer>;

const eventPlace = /^\d{4}-\d\d-\d\dT[\d:.]+Z-[0-9a-z]{8,40}$/;

/** An event's id as a cursor. @throws CallerError cursor-invalid */
const placeOf = (cursor: string | undefined): string | undefined => {
  if (cursor === undefined) return undefined;
  const place = Buffer.from(cursor, "base64url").toString("utf8");
  if (eventPlace.test(place)) return place;
  throw new CallerError("cursor-invalid", { zh: "请从第一页重新翻起。", en: "Start again from the first page." });
};

/** One page of a history as an answer; none at all is for the caller to say. */
export const recount = async (
  { region, history }: RecountDeps,
  {
    archiveId,
    about,
    cursor,
  }: { readonly archiveId: string; readonly about: string; readonly cursor: string | undefined },
  viewer: Viewer,
): Promise<Answer> => {
  const { events, next } = await history.read(about, placeOf(cursor));
  const shown = mayKnowSecrecy(viewer, archiveId) ? events : events.map(withheld);
  return {
    archiveId,
    events: shown.map((event) => toldOf(event, region)),
    cursor: next === undefined ? undefined : Buffer.from(next).toString("base64url"),
  };
};

const toldOf = (event: DomainEvent, homeRegion: string): Answer["events"][number] => {
  const { eventId, type, time, actor, archiveId, ...facts } = event;
  const premis = premisEventsOf(event, homeRegion).map((told) => ({
    type: told.type,
    uri: eventTypeUri(told.type),
    outcome: told.outcome,
    detail: told.detail,
    outcomeNote: told.outcomeNote,
  }));
  return { eventId, type, time, actor, facts, premis };
};
