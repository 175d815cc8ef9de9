import { describe, expect, it } from "vitest";
import { erasesTag, keptPurposes, type BucketPurpose } from "../../shared/contract/names.ts";
import { deployments, list, resolved, statementsOf, synthesize } from "./synthesize.ts";
import type { Resource } from "./synthesize.ts";

/** Actions AWS can only allow on "*", each with the Sid that says so. */
const withoutResources: Readonly<Record<string, string>> = { "textract:DetectDocumentText": "TextractHasNoResources" };

describe.each(deployments)("permissions of deployment $name", (deployment) => {
  const app = synthesize(deployment);
  const identity = app.all("AWS::IAM::Policy");
  const statements = identity.flatMap(statementsOf);
  const rolePolicies = (section: string, region: string): Resource[] => {
    const role = app
      .all("AWS::IAM::Role", region)
      .find(({ logicalId }) => logicalId.includes(section.replaceAll("-", "")))!.logicalId;
    return identity.filter(
      (policy) => policy.region === region && list(resolved(policy.properties["Roles"])).includes(role),
    );
  };

  it("names no partition: what works in one works in the other", () => {
    for (const [stack, text] of app.texts) expect(text, stack).not.toMatch(/arn:aws(-cn)?:|amazonaws\.com\.cn/);
  });

  it("allows no action by wildcard", () => {
    expect(statements).not.toHaveLength(0);
    for (const { Action } of statements) for (const action of list(Action)) expect(action).not.toMatch(/\*/);
  });

  it("allows every resource only to actions that have none", () => {
    for (const { Sid, Action, Resource } of statements) {
      if (!list(resolved(Resource)).includes("*")) continue;
      for (const action of list(Action)) expect(Sid).toBe(withoutResources[String(action)]);
    }
  });

  it("lets a wildcard stand only at the end of a resource, behind a named bucket, index or prefix", () => {
    for (const { Resource } of statements)
      for (const resource of list(resolved(Resource)).map(String))
        if (resource !== "*") expect(resource).toMatch(/^[^*]+(\/\*|\/DO-NOT-DELETE-AmazonGuardDuty[^*]+\*)?$/);
  });

  it("says why of each statement, once per policy", () => {
    for (const policy of identity) {
      const sids = statementsOf(policy).map(({ Sid }) => Sid);
      expect(sids).not.toContain(undefined);
      expect(new Set(sids).size, policy.logicalId).toBe(sids.length);
    }
  });

  it("hangs no managed policy on a role, and lets only Lambda take one, and GuardDuty the one made for it", () => {
    for (const { logicalId, properties } of app.all("AWS::IAM::Role")) {
      expect(properties["ManagedPolicyArns"]).toBeUndefined();
      const service = logicalId.startsWith("MalwareRole") ? "malware-protection-plan.guardduty" : "lambda";
      expect(JSON.stringify(properties["AssumeRolePolicyDocument"])).toContain(`"Service":"${service}.amazonaws.com"`);
    }
  });

  it("lets GuardDuty look at intake and tag it, where the deployment has it, and touch nothing else", () => {
    const plans = app.all("AWS::GuardDuty::MalwareProtectionPlan");
    expect(plans).toHaveLength(deployment.malware.kind === "guardduty" ? deployment.regions.length : 0);
    for (const { region } of plans) {
      const own = identity
        .filter((policy) => policy.region === region && policy.logicalId.startsWith("MalwareRole"))
        .flatMap(statementsOf);
      for (const resource of own.flatMap(({ Resource }) => list(resolved(Resource)).map(String)))
        expect(resource).toMatch(/Bucketsintake|rule\/DO-NOT-DELETE-AmazonGuardDuty/);
      const writing = own.flatMap(({ Action }) => list(Action).map(String)).filter((one) => /^s3:(Put|Del)/.test(one));
      expect(writing.sort()).toEqual([
        "s3:PutBucketNotification",
        "s3:PutObject",
        "s3:PutObjectTagging",
        "s3:PutObjectVersionTagging",
      ]);
    }
  });

  it("lets nobody erase, unlock or shorten what is kept, but who destroys at home, and who erases copies elsewhere", () => {
    const unlocking = statements.filter(({ Action }) =>
      list(Action).some((action) =>
        /^s3:(Delete|Bypass|PutObjectRetention|PutObjectLegalHold|PutBucket)/.test(String(action)),
      ),
    );
    // GuardDuty has the intake bucket tell of uploads, which locks nothing.
    const others = unlocking.filter(({ Sid }) => Sid !== "HearOfUploads");
    expect(others.map(({ Sid }) => Sid).sort()).toEqual(
      ["Destroy", "DestroyDeposits", "EraseCopies"].flatMap((sid) => deployment.regions.map(() => sid)),
    );
    for (const region of deployment.regions) {
      const [own] = rolePolicies("replication-erase-copy", region)
        .flatMap(statementsOf)
        .filter(({ Sid }) => Sid === "EraseCopies");
      expect(list(own?.Action).sort()).toEqual(["s3:BypassGovernanceRetention", "s3:DeleteObjectVersion"]);
      const copied = Object.entries(deployment.archives).flatMap(([id, { home, replicas }]) =>
        home !== region && replicas.includes(region) ? [id] : [],
      );
      const prefixes = list(resolved(own?.Resource)).map((resource) => String(resource).replace(/^[^/]*\//, ""));
      expect(prefixes.sort()).toEqual(copied.map((archiveId) => `${archiveId}/*`).sort());
      const atHome = Object.entries(deployment.archives).flatMap(([id, { home }]) => (home === region ? [id] : []));
      const destroying = rolePolicies("retention-carry-out-destruction", region)
        .flatMap(statementsOf)
        .filter(({ Sid }) => String(Sid).startsWith("Destroy"));
      expect(destroying).toHaveLength(2);
      for (const { Resource } of destroying)
        expect(
          list(resolved(Resource))
            .map((one) => String(one).replace(/^[^/]*\//, ""))
            .sort(),
        ).toEqual(atHome.map((archiveId) => `${archiveId}/*`).sort());
    }
  });

  it("has the buckets refuse to erase, unlock or shorten to everybody but the roles that bear the mark", () => {
    for (const purpose of keptPurposes) {
      const refusals = app
        .all("AWS::S3::BucketPolicy")
        .filter(({ properties }) => String(resolved(properties["Bucket"])).includes(purpose))
        .flatMap(statementsOf)
        .filter(({ Sid }) => Sid === "OnlyErasersErase");
      expect(refusals).toHaveLength(deployment.regions.length);
      for (const { Effect, Principal, Action, Condition } of refusals) {
        expect([Effect, Principal]).toEqual(["Deny", { AWS: "*" }]);
        expect(list(Action).sort()).toEqual([
          "s3:BypassGovernanceRetention",
          "s3:DeleteObject",
          "s3:DeleteObjectVersion",
          "s3:PutObjectLegalHold",
          "s3:PutObjectRetention",
        ]);
        expect(Condition).toEqual({ StringNotEquals: { [`aws:PrincipalTag/lantai:erases-${purpose}`]: "true" } });
      }
    }
    const marked = (purpose: BucketPurpose): string[] =>
      app
        .all("AWS::IAM::Role")
        .filter(({ properties }) => JSON.stringify(properties["Tags"] ?? []).includes(erasesTag(purpose)))
        .map(({ logicalId, region }) => `${region} ${logicalId}`)
        .sort();
    const erasing = (sids: readonly string[]): string[] =>
      identity
        .filter((policy) => statementsOf(policy).some(({ Sid }) => sids.includes(String(Sid))))
        .flatMap(({ properties, region }) =>
          list(resolved(properties["Roles"])).map((role) => `${region} ${String(role)}`),
        )
        .sort();
    expect(marked("holdings")).toEqual(erasing(["Destroy", "EraseCopies"]));
    expect(marked("intake")).toEqual(erasing(["DestroyDeposits"]));
    expect(marked("evidence")).toEqual([]);
    for (const { properties } of app.all("AWS::IAM::User"))
      expect(JSON.stringify(properties["Tags"] ?? [])).not.toContain("lantai:erases");
  });

  it("lets no rule of a bucket expire, move or forget what came, is kept or must be believed", () => {
    const used = app
      .all("AWS::S3::Bucket")
      .filter(({ properties }) =>
        keptPurposes.some((purpose) => JSON.stringify(properties["BucketName"] ?? "").includes(`lantai-${purpose}-`)),
      );
    expect(used).toHaveLength(keptPurposes.length * deployment.regions.length);
    for (const { properties } of used) {
      const { Rules } = properties["LifecycleConfiguration"] as { Rules: Record<string, unknown>[] };
      expect(Rules.map((rule) => Object.keys(rule).sort())).toEqual([
        ["AbortIncompleteMultipartUpload", "Id", "Status"],
      ]);
    }
  });

  it("lets nobody but intake, and who erases, learn which versions a bucket has", () => {
    const listing = statements.filter(({ Action }) => list(Action).includes("s3:ListBucketVersions"));
    expect(listing.map(({ Sid }) => Sid).sort()).toEqual([
      ...deployment.regions.map(() => "FindVersionsToDestroy"),
      ...deployment.regions.map(() => "FindVersionsToErase"),
      // Intake itself, the import of catalogues and the unpacking of bags, for the versions they were told of.
      ...deployment.regions.flatMap(() => ["TellAbsentDeposits", "TellAbsentDeposits", "TellAbsentDeposits"]),
      ...deployment.regions.map(() => "WalkDeposits"),
    ]);
    for (const { Resource, Sid } of listing)
      for (const bucket of list(resolved(Resource)))
        expect(bucket).toMatch(
          Sid === "FindVersionsToErase"
            ? /^Bucketsholdings[0-9A-F]+/
            : Sid === "FindVersionsToDestroy"
              ? /^Buckets(holdings|intake)[0-9A-F]+/
              : /^Bucketsintake[0-9A-F]+Arn[0-9A-F]+$/,
        );
    for (const region of deployment.regions)
      expect(rolePolicies("intake-receive-object", region).flatMap(statementsOf)).toContainEqual(
        expect.objectContaining({ Sid: "TellAbsentDeposits" }),
      );
  });

  it("lets nobody but who unpacks bags say of an object that it came out of one", () => {
    // GuardDuty tags with a role of its own, which no function has; its tags say what it found.
    const tagging = statements.filter(
      ({ Action, Sid }) => list(Action).includes("s3:PutObjectTagging") && Sid !== "TagUploads",
    );
    expect(tagging.map(({ Sid }) => Sid)).toEqual(deployment.regions.map(() => "DepositPayload"));
    for (const region of deployment.regions)
      expect(rolePolicies("accession-unpack-bag", region).flatMap(statementsOf)).toContainEqual(
        expect.objectContaining({ Sid: "DepositPayload" }),
      );
  });

  it("lets the walk through the intake bucket read no object, and change no record", () => {
    for (const region of deployment.regions) {
      const own = rolePolicies("intake-find-unreceived", region)
        .flatMap(statementsOf)
        .filter(({ Sid }) => Sid !== "KeepGivenUp");
      const actions = own.flatMap(({ Action }) => list(Action).map(String));
      expect(actions.filter((action) => /^(s3|sqs):/.test(action)).sort()).toEqual([
        "s3:ListBucketVersions",
        "sqs:SendMessage",
      ]);
      const writing = own.filter(({ Action }) =>
        list(Action).some((one) => /^dynamodb:(Put|Upd|Del)/.test(String(one))),
      );
      expect(writing.flatMap(({ Action }) => list(Action))).toEqual(["dynamodb:PutItem"]);
    }
  });

  it("lets nobody delete a record but who lifts a refusal, has indexed what was owed, erased a copy, made a test, or describes anew whom an item names", () => {
    const deleting = statements.filter(({ Action }) => list(Action).includes("dynamodb:DeleteItem"));
    expect([...new Set(deleting.map(({ Sid }) => Sid))].sort()).toEqual([
      "ClearGathered",
      "ForgetPeople",
      "ForgetProofs",
      "LiftRefusals",
      "SettleOwedIndexing",
    ]);
    for (const region of deployment.regions)
      expect(rolePolicies("full-text-index-page", region).flatMap(statementsOf)).toContainEqual(
        expect.objectContaining({ Sid: "SettleOwedIndexing" }),
      );
  });

  it("proves copies with credentials that cannot read the source", () => {
    for (const region of deployment.regions) {
      const reads = rolePolicies("replication-prove-copy", region)
        .flatMap(statementsOf)
        .filter(({ Action }) => list(Action).some((action) => String(action).startsWith("s3:")))
        .flatMap(({ Resource }) => list(resolved(Resource)).map(String));
      expect(reads).not.toHaveLength(0);
      for (const other of deployment.regions.filter((one) => one !== region))
        expect(reads.filter((resource) => resource.includes(other))).toEqual([]);
    }
  });

  it("lets a region reach the others only to copy, to ask for proof or erasure, and to send receipts", () => {
    for (const region of deployment.regions) {
      const reaching = identity
        .filter((policy) => policy.region === region)
        .flatMap(statementsOf)
        .filter(({ Resource }) =>
          deployment.regions.some((other) => other !== region && JSON.stringify(resolved(Resource)).includes(other)),
        )
        .map(({ Sid }) => Sid);
      expect([...new Set(reaching)].sort()).toEqual([
        "AskForErasure",
        "AskForProof",
        "CopyToPeers",
        "SendReceipts",
        "TellAbsentCopies",
      ]);
    }
  });

  it("opens the search engine to one function that fills it and one that asks it", () => {
    const text = JSON.stringify(
      deployment.search === "domain"
        ? app.all("AWS::OpenSearchService::Domain").map(({ properties }) => properties["AccessPolicies"])
        : app.all("AWS::OpenSearchServerless::AccessPolicy").map(({ properties }) => properties["Policy"]),
    );
    expect(text).toMatch(/fulltextindexpageRole/);
    expect(text).toMatch(/fulltextsearchRole/);
    expect(text).not.toMatch(/es:\*|aoss:\*|"AWS":"\*"/);
  });
});
