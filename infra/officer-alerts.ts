import { Rule, RuleTargetInput, EventField } from "aws-cdk-lib/aws-events";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { SnsTopic } from "aws-cdk-lib/aws-events-targets";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import { eventSource, officerTopicName } from "../shared/contract/names.ts";
import type { Alarms } from "./alarms.ts";
import type { Cell } from "./cell.ts";
import { DeadLetters } from "./dead-letters.ts";
import type { WorkingEvent } from "./domain-events.ts";

const alerting: WorkingEvent = "batch-quarantined";

/** Where to look, and nothing of what was found: mail is no place for what may be secret. */
const alertText = (archiveId: string): RuleTargetInput => {
  const batch = EventField.fromPath("$.detail.batchId");
  const time = EventField.fromPath("$.detail.time");
  return RuleTargetInput.fromMultilineText(
    [
      `兰台：档案馆 ${archiveId} 的批次 ${batch} 已于 ${time} 整批封存（疑似密级标志或声明了密级）。该批次已停止复制、检索和查阅。`,
      `请保密员核实：lantai quarantine show --archive ${archiveId} --batch ${batch}`,
      `Lantai: batch ${batch} of archive ${archiveId} is held as a whole since ${time}, for a secrecy mark or a declared classification.`,
      `Its copying, search and reading have stopped. The security officer looks into it: lantai quarantine show --archive ${archiveId} --batch ${batch}`,
    ].join("\n"),
  );
};

/**
 * Tells the security officers of each archive whose home this cell is that a batch is held (保密法 art. 31(3)). Every archive
 * has a topic of its own, so that no officer hears of another archive's batches. What is held is state, which the officer
 * sees whether or not a message came.
 */
export class OfficerAlerts extends Construct {
  constructor(scope: Construct, id: string, props: { cell: Cell; alarms: Alarms; bus: EventBus }) {
    super(scope, id);
    const { cell, alarms, bus } = props;
    const { queue: deadLetterQueue } = new DeadLetters(this, "Dead", {
      alarms,
      queueName: "lantai-security-dead",
      section: "officer-alerts",
      impact: "A security officer was not told that a batch is held. It is held all the same.",
    });
    for (const [archiveId, { home, securityOfficers = [] }] of Object.entries(cell.deployment.archives)) {
      if (home !== cell.region) continue;
      const topic = new Topic(this, archiveId, { topicName: officerTopicName(archiveId), enforceSSL: true });
      for (const address of securityOfficers) topic.addSubscription(new EmailSubscription(address));
      new Rule(this, `Held${archiveId}`, {
        eventBus: bus,
        eventPattern: { source: [eventSource], detailType: [alerting], detail: { archiveId: [archiveId] } },
        targets: [new SnsTopic(topic, { message: alertText(archiveId), deadLetterQueue })],
      });
    }
  }
}
