import * as z from "zod";
import { isLeaf, isPlainObject } from "./content-filter.ts";

/** How the text a target gets is made from the event; at most one of the three, none: the event itself. */
export const targetInput = z.object({
  input: z.string().exactOptional(),
  inputPath: z.string().exactOptional(),
  inputTransformer: z
    .strictObject({ inputPathsMap: z.record(z.string(), z.string()).default({}), inputTemplate: z.string() })
    .exactOptional(),
});

export type TargetInput = z.infer<typeof targetInput>;

/** What the reserved variables `<aws.events...>` stand for. */
export type RuleContext = { readonly ruleArn: string; readonly ruleName: string; readonly ingestionTime: string };

/**
 * The text a target gets.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export const inputFor = (target: TargetInput, event: unknown, rule: RuleContext): string => {
  if (target.input !== undefined) {
    return target.input;
  }
  if (target.inputPath !== undefined) {
    return JSON.stringify(valueAt(event, target.inputPath) ?? null);
  }
  return target.inputTransformer === undefined
    ? JSON.stringify(event)
    : transformed(target.inputTransformer, event, rule);
};

/** Throws when the path is not a plain one, such as `$.detail.list[0].name` or `$.detail['a-b']`. */
export const parsePath = (path: string): readonly string[] => {
  const steps = path === "$" ? [] : path.match(/\.[\w$:-]+|\[\d+\]|\['[^']+'\]/g);
  if (!path.startsWith("$") || steps === null || steps.join("") !== path.slice(1)) {
    throw new Error(`This host does not know the JSON path ${path}.`);
  }
  return steps.map((step) => step.replace(/^\.|^\['|'\]$|^\[|\]$/g, ""));
};

const valueAt = (event: unknown, path: string): unknown =>
  parsePath(path).reduce<unknown>((value, step) => {
    if (Array.isArray(value)) {
      const element: unknown = value[Number(step)];
      return element;
    }
    return isPlainObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, event);

/**
 * Variables inside a quoted string of the template become text, elsewhere JSON; a missing value becomes nothing in a
 * string and `null` elsewhere.
 */
const transformed = (
  { inputPathsMap, inputTemplate }: NonNullable<TargetInput["inputTransformer"]>,
  event: unknown,
  rule: RuleContext,
): string => {
  const reserved: Readonly<Record<string, unknown>> = {
    "aws.events.rule-arn": rule.ruleArn,
    "aws.events.rule-name": rule.ruleName,
    "aws.events.event.ingestion-time": rule.ingestionTime,
    "aws.events.event": withoutDetail(event),
    "aws.events.event.json": event,
  };
  let quoted = false;
  return inputTemplate.replace(/\\.|"|<([\w.-]+)>/g, (found, name: string | undefined) => {
    if (found === '"') {
      quoted = !quoted;
      return found;
    }
    const path = name === undefined ? undefined : inputPathsMap[name];
    if (name === undefined || (path === undefined && !Object.hasOwn(reserved, name))) {
      return found;
    }
    const value = path === undefined ? reserved[name] : valueAt(event, path);
    return quoted ? inString(value) : JSON.stringify(value ?? null);
  });
};

const inString = (value: unknown): string => {
  if (value === undefined) {
    return "";
  }
  const text = isLeaf(value) ? String(value) : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
};

const withoutDetail = (event: unknown): unknown =>
  isPlainObject(event) ? Object.fromEntries(Object.entries(event).filter(([name]) => name !== "detail")) : event;
