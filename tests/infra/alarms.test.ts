import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deployments, list, resolved, synthesize } from "./synthesize.ts";
import type { Properties, Resource } from "./synthesize.ts";

const runbook = readFileSync(join(import.meta.dirname, "../../docs/runbook.md"), "utf8");
const sections = new Set([...runbook.matchAll(/^## ([a-z-]+)$/gm)].map(([, section]) => section));

describe.each(deployments)("alarms of deployment $name", (deployment) => {
  const app = synthesize(deployment);

  describe.each(deployment.regions)("in %s", (region) => {
    const alarms = app.all("AWS::CloudWatch::Alarm", region).map(({ properties }) => properties);
    const functions = app.all("AWS::Lambda::Function", region);
    const queues = app.all("AWS::SQS::Queue", region);
    /** Alarms on a metric of one function or queue. */
    const alarmsOn = (metric: string, { logicalId }: Resource): Properties[] =>
      alarms.filter(
        (alarm) =>
          alarm["MetricName"] === metric &&
          (list(alarm["Dimensions"]) as { Value: unknown }[]).some(({ Value }) =>
            [logicalId, `${logicalId}-QueueName`].includes(String(resolved(Value))),
          ),
      );
    const isDeadLetters = ({ properties }: Resource): boolean => properties["RedrivePolicy"] === undefined;

    it("say who is hurt, name a section of the runbook that is there, and wake somebody", () => {
      expect(alarms).not.toHaveLength(0);
      const topic = app
        .all("AWS::SNS::Topic", region)
        .find(({ properties }) => properties["TopicName"] === "lantai-alarms")!.logicalId;
      for (const { AlarmDescription, AlarmName, AlarmActions } of alarms) {
        const [, section] =
          /^[A-Z].{20,}[.] Runbook: docs\/runbook\.md#([a-z-]+)$/.exec(String(AlarmDescription)) ?? [];
        expect(sections, String(AlarmName)).toContain(section);
        expect(String(AlarmName)).toMatch(new RegExp(`^lantai-${String(section)}-[a-z]+$`));
        expect(list(resolved(AlarmActions)), String(AlarmName)).toEqual([expect.stringContaining(topic)]);
      }
    });

    it("have a name each", () => {
      const names = alarms.map(({ AlarmName }) => AlarmName);
      expect(new Set(names).size).toBe(names.length);
    });

    it("ring at the first error of any function", () => {
      for (const one of functions)
        expect(alarmsOn("Errors", one), one.logicalId).toEqual([
          expect.objectContaining({ Threshold: 1, EvaluationPeriods: 1 }),
        ]);
    });

    it("ring at the first message that is given up, in every dead-letter queue", () => {
      const dead = queues.filter(isDeadLetters);
      expect(dead).not.toHaveLength(0);
      for (const one of dead)
        expect(alarmsOn("ApproximateNumberOfMessagesVisible", one), one.logicalId).toEqual([
          expect.objectContaining({ Threshold: 1, EvaluationPeriods: 1 }),
        ]);
    });

    it("ring when a message of any working queue waits too long, long before it is forgotten", () => {
      for (const one of queues.filter((queue) => !isDeadLetters(queue))) {
        const [late] = alarmsOn("ApproximateAgeOfOldestMessage", one);
        expect(late?.["Threshold"], one.logicalId).toBeLessThanOrEqual(6 * 3600);
        expect(late?.["Threshold"]).toBeLessThan(Number(one.properties["MessageRetentionPeriod"]) / 10);
      }
    });

    it("ring when a stream's reader falls behind, long before the stream forgets", () => {
      const readers = app
        .all("AWS::Lambda::EventSourceMapping", region)
        .filter(({ properties }) => properties["StartingPosition"] !== undefined)
        .map(({ properties }) => String(resolved(properties["FunctionName"])));
      expect(readers).not.toHaveLength(0);
      for (const reader of functions.filter(({ logicalId }) => readers.includes(logicalId))) {
        const [late] = alarmsOn("IteratorAge", reader);
        expect(late?.["Threshold"], reader.logicalId).toBeLessThanOrEqual(3600 * 1000);
      }
    });

    it("ring when a function that works by the clock is silent, since nobody else would notice", () => {
      const started = app
        .all("AWS::Events::Rule", region)
        .filter(({ properties }) => properties["ScheduleExpression"] !== undefined)
        .flatMap(({ properties }) => list(properties["Targets"]) as { Arn: unknown }[])
        .map(({ Arn }) => String(resolved(Arn)).replace(/-Arn$/, ""));
      expect(started).not.toHaveLength(0);
      for (const one of functions.filter(({ logicalId }) => started.includes(logicalId))) {
        const [silent] = alarmsOn("Invocations", one);
        expect(silent, one.logicalId).toMatchObject({
          ComparisonOperator: "LessThanThreshold",
          Threshold: 1,
          TreatMissingData: "breaching",
        });
        expect(Number(silent?.["Period"]) * Number(silent?.["EvaluationPeriods"])).toBeLessThanOrEqual(3600);
      }
    });

    it("ring when requests of people are answered with an error of ours", () => {
      expect(alarms).toContainEqual(expect.objectContaining({ MetricName: "5xx", Threshold: 1 }));
    });
  });
});
