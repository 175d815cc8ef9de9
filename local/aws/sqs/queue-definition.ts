import * as z from "zod";

/** Where messages go that were received too often without being deleted. */
export type RedrivePolicy = { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number };

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
    fifo: z.strictObject({ contentBasedDeduplication: z.boolean() }).readonly().exactOptional(),
    redrive: z
      .strictObject({ deadLetterTargetArn: z.string().startsWith("arn:"), maxReceiveCount: z.int().min(1).max(1_000) })
      .readonly()
      .exactOptional(),
  })
  .readonly();
