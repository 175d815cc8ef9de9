import type { Now } from "../../network/service.ts";
import type { Delivery, Outbox } from "./outbox.ts";

/** What goes along with a payload. */
export type DeliveryOptions = {
  /** The message group of a FIFO queue. */
  readonly messageGroupId?: string;
  /** Set when the payload goes to a dead-letter queue: message attributes that say why. */
  readonly attributes?: Readonly<Record<string, string>>;
};

/**
 * Hands a payload (JSON text) to a target for the rule or schedule that owes it; a rejection means try again,
 * `UndeliverableError` means never again.
 */
export type Deliver = (
  targetArn: string,
  payload: string,
  options: DeliveryOptions,
  originArn: string,
) => Promise<void>;

/** The target does not exist or may not be called: retrying is useless. */
export class UndeliverableError extends Error {
  override readonly name = "UndeliverableError";
}

const firstPause = 200;
const longestPause = 60_000;
const together = 16;
/** A clock that tests move by hand is looked at this often, in milliseconds. */
const longestSleep = 500;

/** How long closing waits for targets; what they do not finish by then is delivered again after the restart. */
const longestFarewell = 2_000;

/** Pause before the retry after `attempts` failed ones, in milliseconds. */
const pauseAfter = (attempts: number): number => Math.min(firstPause * 2 ** (attempts - 1), longestPause);

/** Which limit of the retry policy is reached after so many attempts. */
const exhaustedCondition = (delivery: Delivery, attempts: number, at: number): string | undefined => {
  if (attempts > delivery.maximumRetryAttempts) {
    return "MaximumRetryAttempts";
  }
  return at >= delivery.expiresAt ? "MaximumEventAgeInSeconds" : undefined;
};

/**
 * Delivers what the outbox owes, several at once, until closed.
 * Source: Amazon EventBridge User Guide, "Using dead-letter queues to process undelivered events".
 */
export const createDeliveries = ({ outbox, deliver, now }: { outbox: Outbox; deliver: Deliver; now: Now }) => {
  const underWay = new Map<number, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const fail = (delivery: Delivery, error: unknown): void => {
    const failure = error instanceof Error ? error.message : String(error);
    const attempts = delivery.attempts + 1;
    const at = now();
    const hopeless = error instanceof UndeliverableError;
    const exhausted = exhaustedCondition(delivery, attempts, at);
    if (!hopeless && exhausted === undefined) {
      outbox.postpone(delivery.id, attempts, at + pauseAfter(attempts), failure);
    } else if (delivery.deadLetterArn === undefined) {
      outbox.drop(delivery.id);
    } else {
      outbox.redirect(delivery.id, at, {
        RULE_ARN: delivery.originArn,
        TARGET_ARN: delivery.targetArn,
        ERROR_CODE: hopeless ? "NO_RESOURCE" : "ERROR_FROM_TARGET",
        ERROR_MESSAGE: failure === "" ? "Unknown" : failure,
        RETRY_ATTEMPTS: String(delivery.attempts),
        ...(hopeless || exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
      });
    }
  };

  const attempt = async (delivery: Delivery): Promise<void> => {
    try {
      const options = {
        ...(delivery.messageGroupId === undefined ? {} : { messageGroupId: delivery.messageGroupId }),
        ...(delivery.givenUpFor === undefined ? {} : { attributes: delivery.givenUpFor }),
      };
      await deliver(delivery.targetArn, delivery.payload, options, delivery.originArn);
      if (!closed) {
        outbox.done(delivery.id);
      }
    } catch (error) {
      if (!closed) {
        fail(delivery, error);
      }
    }
  };

  const goOn = ({ id }: Delivery, afterMilliseconds: number): void => {
    underWay.delete(id);
    wakeAfter(afterMilliseconds);
  };

  const look = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (closed) {
      return;
    }
    // The clock is read once: what falls due between two readings would be seen by neither.
    const at = now();
    const waiting = outbox.due(at, together + underWay.size).filter(({ id }) => !underWay.has(id));
    for (const delivery of waiting.slice(0, together - underWay.size)) {
      underWay.set(
        delivery.id,
        attempt(delivery).then(
          () => goOn(delivery, 0),
          (error: unknown) => {
            // The outcome could not be written down: it is still owed, and delivered once more.
            console.error(`events ${delivery.originArn}`, error);
            goOn(delivery, longestSleep);
          },
        ),
      );
    }
    const next = outbox.nextDueAt(at);
    if (next !== undefined) {
      wakeAfter(Math.min(next - at, longestSleep));
    }
  };

  const wakeAfter = (milliseconds: number): void => {
    if (!closed) {
      clearTimeout(timer);
      timer = setTimeout(look, milliseconds).unref();
    }
  };

  return {
    /** Says that the outbox has more. */
    wake: (): void => {
      wakeAfter(0);
    },
    close: async (): Promise<void> => {
      closed = true;
      clearTimeout(timer);
      const { promise: patienceEnds, resolve } = Promise.withResolvers<unknown>();
      const patience = setTimeout(resolve, longestFarewell, undefined);
      await Promise.race([Promise.all(underWay.values()), patienceEnds]);
      clearTimeout(patience);
    },
  };
};
