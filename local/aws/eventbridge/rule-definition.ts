import * as z from "zod";
import { targetInput } from "./target-input.ts";

const retryPolicy = z.strictObject({
  maximumEventAgeSeconds: z.int().min(60).max(86_400).default(86_400),
  maximumRetryAttempts: z.int().min(0).max(185).default(185),
});

export type RetryPolicy = z.infer<typeof retryPolicy>;

const target = z
  .strictObject({
    id: z.string().min(1),
    arn: z.string().startsWith("arn:"),
    ...targetInput.shape,
    deadLetterArn: z.string().startsWith("arn:").exactOptional(),
    retryPolicy: retryPolicy.exactOptional(),
    sqsMessageGroupId: z.string().exactOptional(),
  })
  .refine(
    (given) => [given.input, given.inputPath, given.inputTransformer].filter((way) => way !== undefined).length <= 1,
    "Only one of input, inputPath and inputTransformer may be given.",
  );

/** A rule as its template defines it: what it listens to or when it is due, and whom it tells. */
export const ruleDefinition = z
  .strictObject({
    name: z.string().min(1),
    arn: z.string().startsWith("arn:"),
    busName: z.string().default("default"),
    eventPattern: z.unknown().optional(),
    scheduleExpression: z.string().exactOptional(),
    state: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
    targets: z.array(target).max(5),
  })
  .refine(
    ({ eventPattern, scheduleExpression }) => eventPattern !== undefined || scheduleExpression !== undefined,
    "A rule has an event pattern or a schedule.",
  )
  .refine(
    ({ busName, scheduleExpression }) => scheduleExpression === undefined || busName === "default",
    "Scheduled rules belong to the default bus.",
  );

export type NewRule = z.input<typeof ruleDefinition>;
export type RuleDefinition = z.infer<typeof ruleDefinition>;

/** A schedule of EventBridge Scheduler; its input goes to the target as it is. */
export const scheduleDefinition = z.strictObject({
  name: z.string().min(1),
  groupName: z.string().default("default"),
  arn: z.string().startsWith("arn:").exactOptional(),
  expression: z.string(),
  timezone: z.string().default("UTC"),
  state: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
  targetArn: z.string().startsWith("arn:"),
  input: z.string().default("{}"),
  /** AWS runs at some moment within the window; here that moment is its beginning. */
  flexibleWindowMinutes: z.int().min(1).max(1_440).exactOptional(),
  deadLetterArn: z.string().startsWith("arn:").exactOptional(),
  retryPolicy: retryPolicy.exactOptional(),
  sqsMessageGroupId: z.string().exactOptional(),
});

export type NewSchedule = z.input<typeof scheduleDefinition>;
export type ScheduleDefinition = z.infer<typeof scheduleDefinition>;
