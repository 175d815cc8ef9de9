import type { SQSRecord } from "aws-lambda";
import * as z from "zod";
import { maxReceiveCount } from "../contract/names.ts";
import { queueOfArn, type ParkedMessages } from "../storage/parked-messages.ts";
import { TryAgain } from "./errors.ts";
import type { Logger } from "./logger.ts";

/** How a message came: `received` counts its deliveries from 1. */
export type Delivery = { readonly received: number };

/** What a queue carries: events the bus put there, of which the work wants the detail or all; or commands one function sent. */
export type Carries = "events" | "whole events" | "commands";

/** Work for one kind of message, and how such a message is read. */
export type MessageWork<T extends z.ZodType> = {
  readonly carries: Carries;
  readonly message: T;
  readonly work: (message: z.output<T>, delivery: Delivery) => Promise<void>;
};

/** What an attempt needs beside the work: how a message is put off or parked, and where it is told what went wrong. */
export type AttemptSurroundings = {
  readonly postpone: (record: SQSRecord, seconds: number) => Promise<void>;
  readonly parked: Pick<ParkedMessages, "park">;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
};

const busEnvelope = z.object({ detail: z.unknown() });

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** Whether SQS would set the message aside, without a reason, instead of delivering it once more. */
const isLastDelivery = ({ eventSourceARN }: SQSRecord, received: number): boolean => {
  const queue = queueOfArn(eventSourceARN);
  return queue !== undefined && received >= maxReceiveCount[queue];
};

/** A message that cannot be parked here is set aside by SQS itself. @returns whether it was parked. */
const parkMessage = async (
  { eventSourceARN, body }: SQSRecord,
  error: unknown,
  { parked, logger }: AttemptSurroundings,
): Promise<boolean> => {
  logger.error("message given up", { error: asError(error) });
  try {
    await parked.park(eventSourceARN, body, error);
    return true;
  } catch (cause) {
    logger.error("message could not be parked", { error: asError(cause) });
    return false;
  }
};

/**
 * Does the work of one message. Three outcomes: done (returned); later (`TryAgain`, which also sets when); failed (anything
 * else thrown, also by `open`: the queue redelivers). What is not done at the last delivery is parked in the dead-letter queue
 * with the reason. @returns whether the message may be taken off the queue.
 */
export const attemptMessage = async <T extends z.ZodType>(
  record: SQSRecord,
  open: () => MessageWork<T>,
  surroundings: AttemptSurroundings,
): Promise<boolean> => {
  const { postpone, logger } = surroundings;
  const received = Number(record.attributes.ApproximateReceiveCount);
  try {
    const { carries, message, work } = open();
    const body: unknown = JSON.parse(record.body);
    await work(message.parse(carries === "events" ? busEnvelope.parse(body).detail : body), { received });
    return true;
  } catch (error) {
    if (isLastDelivery(record, received)) return parkMessage(record, error, surroundings);
    if (error instanceof TryAgain) {
      logger.info("message put off", { reason: error.message, seconds: error.delaySeconds, received });
      await postpone(record, error.delaySeconds).catch((cause: unknown) => {
        logger.warn("could not put the message off; it comes back at its visibility time-out", {
          cause: String(cause),
        });
      });
    } else {
      logger.error("message failed", { received, error: asError(error) });
    }
    return false;
  }
};
