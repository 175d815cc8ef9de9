import * as z from "zod";
import { AwsError, operation, type Operation } from "../../network/aws-json.ts";
import type { Authorize, Caller } from "../../network/service.ts";
import type { PublishedEvent } from "./published-event.ts";

const entry = z.strictObject({
  Source: z.string().exactOptional(),
  DetailType: z.string().exactOptional(),
  Detail: z.string().exactOptional(),
  EventBusName: z.string().exactOptional(),
  Resources: z.array(z.string()).exactOptional(),
  /** Seconds since the epoch. */
  Time: z.number().exactOptional(),
  TraceHeader: z.string().exactOptional(),
});

type Entry = z.infer<typeof entry>;

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const maximumEntryBytes = 262_144;

/**
 * PutEvents: every entry succeeds or fails by itself.
 * Differs from AWS where AWS loses silently: an unknown bus is an error of its entry.
 */
export const putEvents = ({
  busArn,
  authorize,
  publish,
}: {
  /** The ARN of a bus by name or ARN; `undefined` when there is none. */
  readonly busArn: (name: string) => string | undefined;
  readonly authorize: Authorize;
  readonly publish: (event: PublishedEvent) => string;
}): Operation => {
  const put = (given: Entry, caller: Caller) => {
    try {
      const event = readEntry(given);
      const arn = busArn(event.busName);
      if (arn === undefined) {
        throw new AwsError("ResourceNotFoundException", `Event bus ${event.busName} does not exist.`);
      }
      const decision = authorize(caller, "events:PutEvents", arn, {
        "events:source": event.source,
        "events:detail-type": event.detailType,
      });
      if (!decision.allowed) {
        throw new AwsError("AccessDeniedException", decision.reason);
      }
      return { EventId: publish(event) };
    } catch (error) {
      if (!(error instanceof AwsError)) {
        throw error;
      }
      return { ErrorCode: error.code, ErrorMessage: error.message };
    }
  };

  return operation(
    z.strictObject({ Entries: z.array(entry).min(1).max(10), EndpointId: z.undefined().optional() }),
    ({ Entries }, caller) => {
      const answers = Entries.map((given) => put(given, caller));
      const denied = answers.find(({ ErrorCode }) => ErrorCode === "AccessDeniedException");
      if (denied !== undefined && answers.every(({ EventId }) => EventId === undefined)) {
        throw new AwsError("AccessDeniedException", denied.ErrorMessage ?? "Access is denied.");
      }
      return { FailedEntryCount: answers.filter(({ EventId }) => EventId === undefined).length, Entries: answers };
    },
  );
};

const readEntry = (given: Entry): PublishedEvent & { busName: string } => {
  const { Source, DetailType, Detail } = given;
  for (const [name, value] of Object.entries({ Source, DetailType, Detail })) {
    if (value === undefined || value === "") {
      throw new AwsError("InvalidArgument", `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
    }
  }
  if (Source === undefined || DetailType === undefined || Detail === undefined) {
    throw new AwsError("InvalidArgument", "An entry needs Source, DetailType and Detail.");
  }
  if (Source.startsWith("aws.")) {
    throw new AwsError("NotAuthorizedForSourceException", "Not authorized for the source.");
  }
  if (entryBytes(given) > maximumEntryBytes) {
    throw new AwsError("EntryTooLarge", `The entry is longer than ${maximumEntryBytes} bytes.`);
  }
  return {
    source: Source,
    detailType: DetailType,
    detail: parseDetail(Detail),
    busName: given.EventBusName ?? "default",
    ...(given.Resources === undefined ? {} : { resources: given.Resources }),
    ...(given.Time === undefined ? {} : { time: given.Time * 1_000 }),
  };
};

const parseDetail = (text: string): Readonly<Record<string, unknown>> => {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new AwsError("MalformedDetail", "Detail is malformed.");
  }
};

/** The size as AWS counts it, in bytes. */
const entryBytes = ({ Source = "", DetailType = "", Detail = "", Resources = [], Time }: Entry): number =>
  [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), 0) +
  (Time === undefined ? 0 : 14);
