import * as z from "zod";
import { regionName } from "./archives.ts";
import { queueNames } from "./names.ts";
import { moment, nothing, noBody, type Route } from "./route.ts";

/** How far a region has come with reading everything it keeps again. */
export const recheckAnswer = z.strictObject({
  region: regionName,
  /** Absent before the first pass. */
  pass: z
    .strictObject({ startedAt: moment, pages: z.int(), endedAt: moment.optional() })
    .optional()
    .meta({ description: "Pages asked for so far, in the pass that is under way or the last one." }),
});

const queue = z.enum(queueNames);

export const parkedAnswer = z.strictObject({
  region: regionName,
  queues: z.array(
    z.strictObject({
      queue,
      parked: z.int().meta({ description: "How many messages are parked, as SQS estimates it." }),
      messages: z
        .array(
          z.strictObject({
            messageId: z.string(),
            about: z.string().meta({ description: "The page or object concerned; empty when it cannot be told." }),
            reason: z
              .string()
              .meta({ description: "Empty when the worker ended without an answer: its log has more." }),
            since: moment,
          }),
        )
        .meta({ description: "Some of them, ten at most." }),
    }),
  ),
});

export const redriveQuestion = z.strictObject({ queue: queue.optional() });

export const redriveAnswer = z.strictObject({
  region: regionName,
  queues: z.array(z.strictObject({ queue, redriven: z.int() })),
});

export const operatorRoutes = {
  getRecheck: {
    method: "GET",
    path: "/v1/recheck",
    handler: "replication/get-recheck",
    signedIn: true,
    summary: "How far this region is with reading everything it keeps again (platform operators)",
    pathParameters: nothing,
    query: nothing,
    body: noBody,
    answer: recheckAnswer,
  },
  startRecheck: {
    method: "POST",
    path: "/v1/recheck",
    handler: "replication/start-recheck",
    signedIn: true,
    summary: "Begin a new pass over everything this region keeps (platform operators)",
    pathParameters: nothing,
    query: nothing,
    body: z.strictObject({}),
    answer: recheckAnswer,
  },
  listParked: {
    method: "GET",
    path: "/v1/parked",
    handler: "parking/list-parked",
    signedIn: true,
    summary: "Messages that were given up in this region, with the reason (platform operators)",
    pathParameters: nothing,
    query: nothing,
    body: noBody,
    answer: parkedAnswer,
  },
  redriveParked: {
    method: "POST",
    path: "/v1/parked/redrive",
    handler: "parking/redrive-parked",
    signedIn: true,
    summary: "Put parked messages of one queue, or of all, back to work (platform operators)",
    pathParameters: nothing,
    query: nothing,
    body: redriveQuestion,
    answer: redriveAnswer,
  },
} as const satisfies Record<string, Route>;
