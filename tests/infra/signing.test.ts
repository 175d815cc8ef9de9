import { describe, expect, it } from "vitest";
import { signingKeyAlias } from "../../shared/contract/names.ts";
import { evaluatePolicies } from "../../local/access/policy-evaluation.ts";
import { readPolicy } from "../../local/access/policy-vocabulary.ts";
import { deployments, resolved, synthesize } from "./synthesize.ts";

describe.each(deployments)("the signing keys of deployment $name", (deployment) => {
  const app = synthesize(deployment);
  const keys = (region: string) =>
    app.all("AWS::KMS::Key", region).filter(({ properties }) => properties["KeyUsage"] === "SIGN_VERIFY");

  it("are one for each archive, in its home region only, named by the alias the functions compute", () => {
    for (const region of deployment.regions) {
      const homes = Object.entries(deployment.archives).filter(([, { home }]) => home === region);
      const aliases = app
        .all("AWS::KMS::Alias", region)
        .map(({ properties }) => String(properties["AliasName"]))
        .filter((alias) => alias.includes("signing"));
      expect(aliases.sort()).toEqual(homes.map(([id]) => signingKeyAlias(id)).sort());
      expect(keys(region)).toHaveLength(homes.length);
    }
  });

  it("are P-256 and outlive their stack", () => {
    for (const { properties, deletionPolicy } of deployment.regions.flatMap(keys)) {
      expect(properties["KeySpec"]).toBe("ECC_NIST_P256");
      expect(properties["MultiRegion"]).not.toBe(true);
      expect(deletionPolicy).toBe("Retain");
    }
  });

  it("sign for nobody whom the key policy does not name, whatever a role is allowed elsewhere", () => {
    for (const { properties } of deployment.regions.flatMap(keys)) {
      const text = JSON.stringify(resolved(properties["KeyPolicy"])).replaceAll('"*"', '"arn:x:kms:r:1:key/k"');
      const root = "arn:partition:iam::000000000000:root";
      const may = (action: string): boolean =>
        evaluatePolicies(
          {
            principalArn: "arn:partition:iam::000000000000:role/stranger",
            principalNames: ["arn:partition:iam::000000000000:role/stranger"],
            accountNames: ["000000000000", root],
            action,
            resourceArn: "arn:x:kms:r:1:key/k",
            context: new Map(),
          },
          {
            identity: [{ Statement: [{ Effect: "Allow", Action: ["kms:*"], Resource: ["*"], Condition: {} }] }],
            resource: [readPolicy(JSON.parse(text), "the key")],
          },
        ).allowed;
      expect(may("kms:ScheduleKeyDeletion")).toBe(true);
      expect(may("kms:Sign")).toBe(false);
      expect(may("kms:CreateGrant")).toBe(false);
    }
  });
});
