import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Bucket } from "./buckets.ts";
import type { Database } from "./database.ts";
import type { Version } from "./objects.ts";

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;
const AT_ONCE = 16;

/** An event as S3 hands it to EventBridge ("EventBridge event message structure", Amazon S3 user guide). */
const objectEvent = z.object({
  version: z.literal("0"),
  id: z.string(),
  "detail-type": z.enum(["Object Created", "Object Deleted"]),
  source: z.literal("aws.s3"),
  account: z.string(),
  time: z.string(),
  region: z.string(),
  resources: z.array(z.string()),
  detail: z.object({
    version: z.literal("0"),
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string(),
      size: z.number().optional(),
      etag: z.string().optional(),
      "version-id": z.string().optional(),
      sequencer: z.string(),
    }),
    "request-id": z.string(),
    requester: z.string(),
    "source-ip-address": z.string(),
    reason: z.enum(["PutObject", "CopyObject", "CompleteMultipartUpload", "DeleteObject"]),
    "deletion-type": z.enum(["Permanently Deleted", "Delete Marker Created"]).optional(),
  }),
});
export type ObjectEvent = z.infer<typeof objectEvent>;
export type EventReason = ObjectEvent["detail"]["reason"];
export type DeletionType = NonNullable<ObjectEvent["detail"]["deletion-type"]>;

/** Who did it, for the event. */
export type EventOrigin = { readonly requestId: string; readonly requester: string; readonly sourceAddress: string };

export type EventOutbox = {
  /** Records what happened to a version; call inside the transaction that made it happen. */
  record(what: {
    readonly bucket: Bucket;
    readonly version: Version;
    readonly sequence: number;
    readonly reason: EventReason;
    readonly deletion?: DeletionType;
    readonly origin: EventOrigin;
  }): void;
  /** Starts delivering whatever is recorded; call after a commit, and at the start. */
  poke(): void;
  /** Stops delivering; what is undelivered stays recorded. Resolves when running deliveries have ended. */
  close(): Promise<void>;
};

/** Delivers each recorded event at least once: it is forgotten only after `onEvent` resolved. */
export const openEventOutbox = (
  database: Database,
  place: { readonly region: string; readonly account: string; readonly now: () => number },
  onEvent: (event: ObjectEvent) => Promise<void>,
): EventOutbox => {
  const running = new Map<number, Promise<void>>();
  const failures = new Map<number, number>();
  const timers = new Map<number, NodeJS.Timeout>();
  let closed = false;

  const deliver = async (id: number, event: ObjectEvent): Promise<void> => {
    try {
      await onEvent(event);
      failures.delete(id);
      database.sql("DELETE FROM outbox WHERE id = ?").run(id);
    } catch {
      // The receiver is away or refuses for now; the event stays recorded and is tried again.
      const failed = (failures.get(id) ?? 0) + 1;
      failures.set(id, failed);
      const retry = () => {
        timers.delete(id);
        poke();
      };
      if (!closed) timers.set(id, setTimeout(retry, Math.min(FIRST_RETRY_MS * 2 ** (failed - 1), LONGEST_RETRY_MS)));
    } finally {
      running.delete(id);
      poke();
    }
  };

  const poke = (): void => {
    if (closed || running.size >= AT_ONCE) return;
    const waiting = running.size + timers.size;
    const rows = database.sql("SELECT id, event FROM outbox ORDER BY id LIMIT ?").all(waiting + AT_ONCE);
    for (const row of rows) {
      const { id, event } = outboxRow.parse(row);
      if (running.has(id) || timers.has(id)) continue;
      if (running.size >= AT_ONCE) return;
      running.set(id, deliver(id, objectEvent.parse(JSON.parse(event))));
    }
  };

  return {
    poke,
    record: ({ bucket, version, sequence, reason, deletion, origin }) => {
      const event: ObjectEvent = {
        version: "0",
        id: randomUUID(),
        "detail-type": deletion === undefined ? "Object Created" : "Object Deleted",
        source: "aws.s3",
        account: place.account,
        time: new Date(place.now()).toISOString().replace(/\.\d{3}Z$/, "Z"),
        region: place.region,
        resources: [bucket.arn],
        detail: {
          version: "0",
          bucket: { name: bucket.name },
          object: {
            key: version.key,
            ...(deletion === undefined ? { size: version.size } : {}),
            ...(version.marker ? {} : { etag: version.etag }),
            ...(bucket.versioning === "Never" ? {} : { "version-id": version.versionId }),
            sequencer: sequence.toString(16).toUpperCase().padStart(16, "0"),
          },
          "request-id": origin.requestId,
          requester: origin.requester,
          "source-ip-address": origin.sourceAddress,
          reason,
          ...(deletion === undefined ? {} : { "deletion-type": deletion }),
        },
      };
      database.sql("INSERT INTO outbox (event) VALUES (?)").run(JSON.stringify(event));
    },
    close: async () => {
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(running.values());
    },
  };
};

const outboxRow = z.object({ id: z.number(), event: z.string() });
