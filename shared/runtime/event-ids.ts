import { randomBytes } from "node:crypto";
import type { Clock } from "./clock.ts";

/** Gives ids that sort by time within an archive: `<ISO time>-<chance>`. */
export type EventIds = () => { eventId: string; time: string };

export const eventIdsFrom =
  (clock: Clock): EventIds =>
  () => {
    const time = clock().toISOString();
    return { eventId: `${time}-${randomBytes(6).toString("hex")}`, time };
  };
