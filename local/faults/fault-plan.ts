import * as z from "zod";
import type { PlaceKey } from "./place.ts";

const name = z.string().min(1);
const milliseconds = z.int().min(1).max(60_000);

/** Where a rule strikes: all that is named must fit; `*` stands for any run of characters. */
const where = (...keys: readonly PlaceKey[]) =>
  z.strictObject(Object.fromEntries(["region", ...keys].map((key) => [key, name.optional()]))).default({});

/** By chance, or from the `nth` time on; `times` says how often at most in one place (once, where `nth` is given). */
const often = {
  chance: z.number().gt(0).max(1).optional(),
  nth: z.int().min(1).optional(),
  times: z.int().min(1).optional(),
};

const deliveries = where("service", "operation", "function", "bucket", "rule", "target", "queue", "table");
/** SQS loses no message it has acknowledged, so that a rule for a queue cannot be written. */
const losses = where("service", "operation", "function", "bucket", "rule", "target", "table");
const calls = where("service", "operation", "function");
const invocations = where("function");
const disks = where("service");

const faultRule = z
  .discriminatedUnion("fault", [
    z.strictObject({ fault: z.literal("duplicate"), where: deliveries, ...often }),
    z.strictObject({ fault: z.literal("delay"), where: deliveries, ...often, milliseconds }),
    z.strictObject({
      fault: z.literal("reorder"),
      where: deliveries,
      ...often,
      /** The longest it is held back when nothing comes to pass it. */
      milliseconds: milliseconds.default(2_000),
    }),
    z.strictObject({ fault: z.literal("drop"), where: losses, ...often }),
    z.strictObject({ fault: z.literal("throttle"), where: calls, ...often }),
    z.strictObject({ fault: z.literal("answer-lost"), where: calls, ...often }),
    z.strictObject({ fault: z.literal("partial-failure"), where: invocations, ...often }),
    z.strictObject({
      fault: z.literal("crash"),
      where: invocations,
      ...often,
      /** Which of the invocation's calls; drawn when not given. */
      call: z.int().min(1).max(100).optional(),
      moment: z.enum(["before", "after"]).default("after"),
    }),
    z.strictObject({ fault: z.literal("cut"), where: calls, ...often, milliseconds }),
    z.strictObject({ fault: z.literal("rot"), where: where("bucket"), ...often }),
    z.strictObject({ fault: z.literal("slow-disk"), where: disks, ...often, milliseconds: milliseconds.max(5_000) }),
    z.strictObject({ fault: z.literal("full-disk"), where: disks, ...often }),
  ])
  .refine(({ chance, nth }) => (chance === undefined) !== (nth === undefined), {
    path: ["chance"],
    error: "give either chance or nth",
  });

/** What is to go wrong, where and how often. The same plan and the same sequence in a place give the same faults there. */
export const faultPlan = z.strictObject({ seed: z.int(), rules: z.array(faultRule).min(1) });

export type FaultPlan = z.infer<typeof faultPlan>;
type FaultRule = FaultPlan["rules"][number];
export type FaultName = FaultRule["fault"];
export type RuleOf<Name extends FaultName> = Extract<FaultRule, { readonly fault: Name }>;

type FaultPlanReading =
  { readonly ok: true; readonly plan: FaultPlan } | { readonly ok: false; readonly problem: string };

/** A plan as JSON text, or what is wrong with it, field by field. */
export const readFaultPlanText = (text: string): FaultPlanReading => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: "plan: not JSON" };
  }
  return readFaultPlan(value);
};

/** A plan, or what is wrong with it, field by field. */
export const readFaultPlan = (value: unknown): FaultPlanReading => {
  const parsed = faultPlan.safeParse(value);
  if (parsed.success) return { ok: true, plan: parsed.data };
  return { ok: false, problem: parsed.error.issues.map(describeIssue).join("; ") };
};

const describeIssue = (issue: z.core.$ZodIssue): string => {
  const at = [...issue.path, ...(issue.code === "unrecognized_keys" ? issue.keys : [])].map(String).join(".");
  return `${at === "" ? "plan" : at}: ${issue.message}`;
};
