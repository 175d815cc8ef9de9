import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildApp } from "../../infra/build-app.ts";
import { checkedDeployment, DeploymentRefused, deploymentFaults } from "../../infra/deployment-rules.ts";
import type { Deployment } from "../../infra/deployment.ts";
import { chinaDeployment } from "../../infra/deployments/china.ts";
import { globalDeployment } from "../../infra/deployments/global.ts";

const archive = chinaDeployment.archives["440100"]!;
const withArchive = (change: Partial<typeof archive>): Deployment => ({
  ...chinaDeployment,
  archives: { ...chinaDeployment.archives, "440100": { ...archive, ...change } },
});

const refusal = (deployment: unknown): string => {
  try {
    checkedDeployment(deployment);
  } catch (error) {
    if (error instanceof DeploymentRefused) return error.message;
    throw error;
  }
  return "";
};

const bothArticles = /档案法》（2020）第二十五条、第五十条[\s\S]*Archives Law of the PRC \(2020\), art\. 25 and 50/;

describe("what a deployment may be", () => {
  it.each([chinaDeployment, globalDeployment])("$name may be built", (deployment) => {
    expect(checkedDeployment(deployment)).toEqual(deployment);
  });

  it.each([
    ["a region", { ...chinaDeployment, regions: [...chinaDeployment.regions, "ap-southeast-1"] }],
    ["an archive's home", withArchive({ home: "ap-southeast-1" })],
    ["an archive's replica", withArchive({ replicas: ["ap-southeast-1"] })],
  ])("refuses %s outside the allowed regions, citing the Archives Law in both languages", (_, deployment) => {
    const message = refusal(deployment);
    expect(message).toContain("ap-southeast-1");
    expect(message).toMatch(bothArticles);
  });

  it("fails the synthesis itself, before any template exists", () => {
    const deployment = withArchive({ replicas: ["eu-west-1"] });
    expect(() => buildApp({ deployment, packageDirectory: () => "unused" })).toThrow(bothArticles);
  });

  it("refuses every region that is not allowed, whichever it is", () => {
    const region = fc
      .tuple(
        fc.constantFrom("us", "eu", "ap", "sa", "ca"),
        fc.constantFrom("east", "west", "south", "north"),
        fc.nat(9),
      )
      .map(([continent, side, number]) => `${continent}-${side}-${number}`);
    fc.assert(
      fc.property(region, (outside) => {
        expect(deploymentFaults(withArchive({ replicas: [outside] })).join()).toMatch(bothArticles);
      }),
    );
  });

  it.each([
    [
      "a replica in the home region",
      withArchive({ replicas: ["cn-north-1"] }),
      /replica in the home region cn-north-1/,
    ],
    [
      "a replica region named twice",
      withArchive({ replicas: ["cn-northwest-1", "cn-northwest-1"] }),
      /replica region is named twice/,
    ],
    [
      "a home without a cell",
      { ...chinaDeployment, regions: ["cn-northwest-1"] },
      /no cell of this deployment stands in cn-north-1/,
    ],
    [
      "Textract in aws-cn",
      { ...chinaDeployment, ocrEngines: ["embedded", "textract"] },
      /aws-cn has no Amazon Textract/,
    ],
    [
      "OpenSearch Serverless in aws-cn",
      { ...chinaDeployment, search: "serverless" },
      /aws-cn has no Amazon OpenSearch Serverless/,
    ],
    [
      "GuardDuty's Malware Protection in aws-cn",
      { ...chinaDeployment, malware: { kind: "guardduty" } },
      /aws-cn has no GuardDuty Malware Protection for S3/,
    ],
    [
      "a region of another partition",
      { ...globalDeployment, regions: ["cn-north-1"], allowedRegions: ["cn-north-1"], archives: {} },
      /cn-north-1 belongs to partition aws-cn, not aws/,
    ],
    ["Chinese pages without an engine that reads them", { ...globalDeployment, ocrEngines: ["textract"] }, /embedded/],
  ])("refuses %s with its reason", (_, deployment, reason) => {
    expect(refusal(deployment)).toMatch(reason);
  });

  it("names every reason at once", () => {
    const deployment = { ...withArchive({ replicas: ["cn-north-1"] }), search: "serverless" };
    expect(() => checkedDeployment(deployment)).toThrow(
      expect.objectContaining({ reasons: [expect.stringContaining("440100"), expect.stringContaining("Serverless")] }),
    );
  });

  it.each([
    ["a log retention under six months", { ...chinaDeployment, logRetentionDays: 180 }],
    ["an engine nobody knows", { ...chinaDeployment, ocrEngines: ["guess"] }],
    ["an archive code that is none", { ...chinaDeployment, archives: { "44": archive } }],
    ["a setting nobody reads", { ...chinaDeployment, discount: 1 }],
  ])("does not parse %s", (_, deployment) => {
    expect(() => checkedDeployment(deployment)).toThrow(expect.objectContaining({ name: "ZodError" }));
  });
});
