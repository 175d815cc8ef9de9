import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CelEngine, TemplateFile } from "@aws/cloudformation-validate";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { afterAll, describe, expect, it } from "vitest";
import { acceptedDiagnostics, acceptedFindings } from "../../infra/accepted-findings.ts";
import type { AcceptedFinding } from "../../infra/accepted-findings.ts";
import { deployments, withAssembly } from "./synthesize.ts";

type Found = { readonly rule: string; readonly at: string; readonly text: string };

const accepts = ({ rule, at }: AcceptedFinding, found: Found): boolean => rule.test(found.rule) && at.test(found.at);

const engine = new CelEngine();
afterAll(() => engine.free());

const checked = deployments.map((deployment) =>
  withAssembly(deployment, ({ stacks }, app) => ({
    name: deployment.name,
    findings: [new AwsSolutionsChecks(app), new ServerlessChecks(app)].flatMap((pack) =>
      pack.validateScope(app).violations.flatMap(({ ruleName, description, violatingResources }) =>
        violatingResources.map(({ constructPath = "" }): Found => ({
          rule: ruleName,
          at: constructPath.replace(/^Lantai-[a-z]+-[a-z]+-\d-/, ""),
          text: description,
        })),
      ),
    ),
    reports: stacks.map((stack) => {
      const { region } = stack.environment;
      const report = engine.validateStandard(new TemplateFile(stack.templateFullPath), {
        severityLevel: "WARN",
        pseudoParameterOverrides: { region, partition: deployment.partition },
      });
      return { stack: stack.stackName, ...report };
    }),
  })),
);
const diagnostics = checked
  .flatMap(({ reports }) => reports)
  .flatMap((report) => report.diagnostics)
  .map(({ ruleId, entity, message }): Found => ({ rule: ruleId, at: entity?.logicalId ?? "", text: message }));

describe.each(checked)("checkers of the templates of deployment $name", ({ findings, reports }) => {
  it("cdk-nag finds nothing in its solutions and serverless packs but what is accepted with a reason", () => {
    expect(findings).not.toHaveLength(0);
    expect(findings.filter((found) => !acceptedFindings.some((one) => accepts(one, found)))).toEqual([]);
  });

  it("CloudFormation's validator reads every template to its end, for its own region", () => {
    expect(reports).toHaveLength(10);
    for (const { stack, status } of reports) expect(status, stack).toBe("OK");
  });

  it("CloudFormation's validator warns of nothing but what is accepted with a reason", () => {
    expect(diagnostics.filter((found) => !acceptedDiagnostics.some((one) => accepts(one, found)))).toEqual([]);
  });
});

describe("what is accepted", () => {
  const findings = checked.flatMap((one) => one.findings);

  it.each(acceptedFindings)("is still found by $rule: $reason", (accepted) => {
    expect(findings.some((found) => accepts(accepted, found))).toBe(true);
  });

  it.each(acceptedDiagnostics)("is still found by $rule: $reason", (accepted) => {
    expect(diagnostics.some((found) => accepts(accepted, found))).toBe(true);
  });

  it.each([...acceptedFindings, ...acceptedDiagnostics])(
    "of $rule is a whole rule at a whole place",
    ({ rule, at }) => {
      expect(rule.source).toMatch(/^\^[\s\S]*\$$/);
      expect(at.source).toMatch(/\$$/);
    },
  );
});

describe("CloudFormation's validator", () => {
  it("finds what CloudFormation would refuse", () => {
    const folder = mkdtempSync(join(tmpdir(), "lantai-template-"));
    try {
      const Heap = { Type: "AWS::SQS::Queue", Properties: { DelaySeconds: "soon" } };
      writeFileSync(join(folder, "broken.json"), JSON.stringify({ Resources: { Heap } }));
      const { diagnostics: found } = engine.validateStandard(new TemplateFile(join(folder, "broken.json")));
      expect(found.map(({ severity, entity }) => [severity, entity?.logicalId])).toContainEqual(["FATAL", "Heap"]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
