import { describe, expect, it } from "vitest";
import { deadLetterQueueName, maxReceiveCount, queueName, queueNames } from "../../shared/contract/names.ts";
import { deployments, list, resolved, synthesize } from "./synthesize.ts";
import type { Properties, Resource } from "./synthesize.ts";

const fourteenDays = 14 * 24 * 3600;

/** An ARN as a template names it, as the logical id of what it is the ARN of. */
const named = (arn: unknown): string => String(resolved(arn)).replace(/-Arn$/, "");

describe.each(deployments)("what is given up in deployment $name", (deployment) => {
  const app = synthesize(deployment);

  describe.each(deployment.regions)("in %s", (region) => {
    const queues = app.all("AWS::SQS::Queue", region);
    const queueOf = (name: string): Resource => queues.find(({ properties }) => properties["QueueName"] === name)!;
    const mappings = app.all("AWS::Lambda::EventSourceMapping", region);
    const targets = app
      .all("AWS::Events::Rule", region)
      .flatMap(({ properties }) => list(properties["Targets"]) as Properties[]);
    const configurations = app.all("AWS::Lambda::EventInvokeConfig", region);
    const onFailure = ({ properties }: Resource): string | undefined => {
      const { OnFailure } = (properties["DestinationConfig"] ?? {}) as { OnFailure?: { Destination: unknown } };
      return OnFailure === undefined ? undefined : named(OnFailure.Destination);
    };
    const deadLettersOf = ({ properties }: Resource): string | undefined => {
      const { deadLetterTargetArn } = (properties["RedrivePolicy"] ?? {}) as { deadLetterTargetArn?: unknown };
      return deadLetterTargetArn === undefined ? undefined : named(deadLetterTargetArn);
    };
    const ownDeadLetters = new Set(queues.map(deadLettersOf).filter((id) => id !== undefined));

    it("waits, of each queue of the contract, in its dead-letter queue after the contract's number of deliveries", () => {
      for (const name of queueNames)
        expect(resolved(queueOf(queueName(name)).properties["RedrivePolicy"])).toEqual({
          deadLetterTargetArn: `${queueOf(deadLetterQueueName(name)).logicalId}-Arn`,
          maxReceiveCount: maxReceiveCount[name],
        });
    });

    it("waits for 14 days, the longest there is, in every queue", () => {
      for (const { properties } of queues) expect(properties["MessageRetentionPeriod"]).toBe(fourteenDays);
    });

    it("has a dead-letter queue of this region behind everything that invokes a function without being asked", () => {
      const ids = queues.map(({ logicalId }) => logicalId);
      expect(mappings).not.toHaveLength(0);
      for (const mapping of mappings) {
        const source = queues.find(({ logicalId }) => logicalId === named(mapping.properties["EventSourceArn"]));
        expect(ids, mapping.logicalId).toContain(source === undefined ? onFailure(mapping) : deadLettersOf(source));
      }
      expect(targets).not.toHaveLength(0);
      for (const target of targets) {
        const { Arn } = (target["DeadLetterConfig"] ?? {}) as { Arn?: unknown };
        expect(ids, JSON.stringify(target)).toContain(named(Arn));
      }
    });

    it("waits, of a rule whose target is a queue, where the failures of that queue wait", () => {
      for (const target of targets) {
        const queue = queues.find(({ logicalId }) => logicalId === named(target["Arn"]));
        if (queue === undefined) continue;
        expect(named((target["DeadLetterConfig"] as { Arn: unknown }).Arn)).toBe(deadLettersOf(queue));
      }
    });

    it("is kept, of every function that a rule invokes, with the reason and within the half hour", () => {
      const invoked = targets
        .map((target) => named(target["Arn"]))
        .filter((id) => app.all("AWS::Lambda::Function", region).some(({ logicalId }) => logicalId === id));
      expect(invoked).not.toHaveLength(0);
      for (const id of invoked) {
        const configuration = configurations.find(({ properties }) => named(properties["FunctionName"]) === id)!;
        expect(queues.map(({ logicalId }) => logicalId)).toContain(onFailure(configuration));
        expect(configuration.properties["MaximumEventAgeInSeconds"]).toBe(1800);
      }
    });

    it("is let into its dead-letter queue by the rule's own name only", () => {
      for (const policy of app.all("AWS::SQS::QueuePolicy", region))
        for (const { Effect, Principal, Condition } of (
          policy.properties["PolicyDocument"] as { Statement: Record<string, unknown>[] }
        ).Statement) {
          if (Effect !== "Allow") continue;
          expect(Principal).toEqual({ Service: "events.amazonaws.com" });
          expect(JSON.stringify(Condition)).toMatch(/^\{"ArnEquals":\{"aws:SourceArn":/);
        }
    });

    it("waits in no queue that itself gives up, and no other queue does without", () => {
      const without = queues.filter((queue) => deadLettersOf(queue) === undefined).map(({ logicalId }) => logicalId);
      const ofTargets = targets.flatMap(({ DeadLetterConfig }) =>
        DeadLetterConfig === undefined ? [] : [named((DeadLetterConfig as { Arn: unknown }).Arn)],
      );
      const destinations = [...[...mappings, ...configurations].map(onFailure), ...ofTargets].filter(
        (id) => id !== undefined,
      );
      expect([...new Set([...ownDeadLetters, ...destinations])].sort()).toEqual(without.sort());
    });
  });
});
