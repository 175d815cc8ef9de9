import * as z from "zod";

/** Where messages go that were received too often without being deleted. */
export type RedrivePolicy = { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };

/** Whose dead-letter queue a queue may be; without a policy, every queue's. */
const redriveAllowPolicy = z
  .strictObject({
    redrivePermission: z.enum(["allowAll", "denyAll", "byQueue"]),
    sourceQueueArns: z.array(z.string().startsWith("arn:")).min(1).max(10).readonly().exactOptional(),
  })
  .refine(
    ({ redrivePermission, sourceQueueArns }) => (redrivePermission === "byQueue") === (sourceQueueArns !== undefined),
    "sourceQueueArns goes with byQueue, and with nothing else.",
  )
  .readonly();

/** A queue as its template defines it. Limits: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export type QueueDefinition = z.infer<typeof queueDefinition>;

export const queueDefinition = z
  .strictObject({
    queueName: z.string().min(1).max(80),
    arn: z.string().startsWith("arn:"),
    visibilityTimeoutSeconds: z.int().min(0).max(43_200),
    delaySeconds: z.int().min(0).max(900),
    messageRetentionSeconds: z.int().min(60).max(1_209_600),
    maximumMessageBytes: z.int().min(1_024).max(1_048_576),
    /** How long a receive waits that does not say so itself. */
    receiveWaitSeconds: z.int().min(0).max(20).exactOptional(),
    fifo: z.strictObject({ contentBasedDeduplication: z.boolean() }).readonly().exactOptional(),
    redrive: z
      .strictObject({ deadLetterTargetArn: z.string().startsWith("arn:"), maxReceiveCount: z.int().min(1).max(1_000) })
      .readonly()
      .exactOptional(),
    redriveAllow: redriveAllowPolicy.exactOptional(),
  })
  .readonly();

/**
 * Why a queue cannot have this dead-letter queue; `undefined` when it can.
 * Source: Amazon SQS Developer Guide, "Using dead-letter queues in Amazon SQS".
 */
export const whyNotDeadLetterQueue = (queue: QueueDefinition, target: QueueDefinition | undefined) => {
  if (target === undefined) {
    return "it does not exist in this region";
  }
  if ((queue.fifo === undefined) !== (target.fifo === undefined)) {
    return "the dead-letter queue of a FIFO queue is a FIFO queue, that of a standard queue a standard queue";
  }
  const { redrivePermission = "allowAll", sourceQueueArns = [] } = target.redriveAllow ?? {};
  const allowed =
    redrivePermission === "byQueue" ? sourceQueueArns.includes(queue.arn) : redrivePermission === "allowAll";
  return allowed ? undefined : "its redrive allow policy does not let this queue in";
};
