import * as z from "zod";
import { copyFailed, copyFailedSamples } from "./copy-failed.ts";
import { copyProven, copyProvenSamples } from "./copy-proven.ts";
import { copyRecorded, copyRecordedSamples } from "./copy-recorded.ts";
import { duplicateReceived, duplicateReceivedSamples } from "./duplicate-received.ts";
import type { Samples } from "./event.ts";
import { objectRefused, objectRefusedSamples } from "./object-refused.ts";
import { objectSuperseded, objectSupersededSamples } from "./object-superseded.ts";
import { pageAccepted, pageAcceptedSamples } from "./page-accepted.ts";
import { pageRead, pageReadSamples } from "./page-read.ts";
import { pageUnread, pageUnreadSamples } from "./page-unread.ts";
import { pageWithdrawn, pageWithdrawnSamples } from "./page-withdrawn.ts";

/** Everything that can have happened. */
export const domainEvent = z.discriminatedUnion("type", [
  pageAccepted,
  pageRead,
  pageUnread,
  pageWithdrawn,
  objectRefused,
  duplicateReceived,
  objectSuperseded,
  copyProven,
  copyFailed,
  copyRecorded,
]);
export type DomainEvent = z.infer<typeof domainEvent>;
export type EventType = DomainEvent["type"];

export const samples: Readonly<Record<EventType, Samples>> = {
  "page-accepted": pageAcceptedSamples,
  "page-read": pageReadSamples,
  "page-unread": pageUnreadSamples,
  "page-withdrawn": pageWithdrawnSamples,
  "object-refused": objectRefusedSamples,
  "duplicate-received": duplicateReceivedSamples,
  "object-superseded": objectSupersededSamples,
  "copy-proven": copyProvenSamples,
  "copy-failed": copyFailedSamples,
  "copy-recorded": copyRecordedSamples,
};
