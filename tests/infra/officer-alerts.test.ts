import { describe, expect, it } from "vitest";
import { deployments, list, resolved, synthesize } from "./synthesize.ts";

/** 保密法 art. 31(3); an archive's officers hear of their own archive alone. */
describe.each(deployments)("security officers of deployment $name", (deployment) => {
  const app = synthesize(deployment);

  describe.each(Object.entries(deployment.archives))("of %s", (archiveId, { home, securityOfficers = [] }) => {
    const named = `lantai-security-${archiveId}`;
    const topic = app.all("AWS::SNS::Topic", home).find(({ properties }) => properties["TopicName"] === named)!;
    const rules = app
      .all("AWS::Events::Rule", home)
      .filter(({ properties }) => JSON.stringify(properties["Targets"]).includes(`"${topic.logicalId}"`));

    it("are told that a batch of that archive is held, and of no other", () => {
      expect(rules.map(({ properties }) => properties["EventPattern"])).toEqual([
        { source: ["lantai"], "detail-type": ["batch-quarantined"], detail: { archiveId: [archiveId] } },
      ]);
    });

    it("are told where to look, and nothing of what was found", () => {
      const [{ InputTransformer, DeadLetterConfig }] = list(rules[0]!.properties["Targets"]) as [
        { InputTransformer: { InputPathsMap: object; InputTemplate: string }; DeadLetterConfig: unknown },
      ];
      expect(Object.values(InputTransformer.InputPathsMap).sort()).toEqual(["$.detail.batchId", "$.detail.time"]);
      expect(InputTransformer.InputTemplate).toContain(`lantai quarantine show --archive ${archiveId}`);
      expect(DeadLetterConfig).toBeDefined();
    });

    it("get it by the mail that the deployment names", () => {
      const addresses = app
        .all("AWS::SNS::Subscription", home)
        .filter(({ properties }) => resolved(properties["TopicArn"]) === topic.logicalId)
        .map(({ properties }) => properties["Endpoint"]);
      expect(addresses).toEqual(securityOfficers);
      expect(addresses).not.toEqual([]);
    });
  });
});
