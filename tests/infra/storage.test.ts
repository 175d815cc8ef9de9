import { describe, expect, it } from "vitest";
import { historiesIndex, bucketName, bucketPurposes, owedIndex, unsafeIndex } from "../../shared/contract/names.ts";
import { deployments, list, resolved, statementsOf, synthesize } from "./synthesize.ts";
import type { Resource } from "./synthesize.ts";

describe.each(deployments)("storage of deployment $name", (deployment) => {
  const app = synthesize(deployment);
  const buckets = app.all("AWS::S3::Bucket");
  const policies = app.all("AWS::S3::BucketPolicy");
  const named = (purpose: string, region: string): Resource =>
    buckets.find((bucket) => resolved(bucket.properties["BucketName"]) === `lantai-${purpose}-000000000000-${region}`)!;

  it("has, in every region, the buckets other regions compute by name, and says so in its outputs", () => {
    for (const region of deployment.regions) {
      for (const purpose of bucketPurposes) {
        expect(bucketName(purpose, "000000000000", region)).toBe(
          resolved(named(purpose, region).properties["BucketName"]),
        );
      }
      const outputs = app.outputs(region);
      expect(resolved(outputs["IntakeBucket"]!.Value)).toBe(named("intake", region).logicalId);
      expect(resolved(outputs["HoldingsBucket"]!.Value)).toBe(named("holdings", region).logicalId);
      expect(resolved(outputs["EvidenceBucket"]!.Value)).toBe(named("evidence", region).logicalId);
    }
  });

  it("keeps every bucket private, versioned, encrypted and alive when its stack goes", () => {
    expect(buckets).not.toHaveLength(0);
    for (const { properties, deletionPolicy } of buckets) {
      expect(properties["PublicAccessBlockConfiguration"]).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(properties["VersioningConfiguration"]).toEqual({ Status: "Enabled" });
      expect(properties["BucketEncryption"]).toBeDefined();
      expect(deletionPolicy).toBe("Retain");
    }
  });

  it("refuses plain HTTP and old TLS on every bucket, for its objects too", () => {
    for (const bucket of buckets) {
      const policy = policies.find(
        (one) => one.stack === bucket.stack && resolved(one.properties["Bucket"]) === bucket.logicalId,
      );
      const denials = statementsOf(policy!).filter(({ Effect, Action }) => Effect === "Deny" && Action === "s3:*");
      const conditions = denials.map(({ Condition }) => Condition);
      expect(conditions).toContainEqual({ Bool: { "aws:SecureTransport": "false" } });
      expect(conditions).toContainEqual({ NumericLessThan: { "s3:TlsVersion": 1.2 } });
      for (const { Resource } of denials)
        expect(list(resolved(Resource)).map(String)).toEqual([`${bucket.logicalId}-Arn`, `${bucket.logicalId}-Arn/*`]);
    }
  });

  it("locks what is kept and what must be believed, for at least the deployment's years", () => {
    for (const region of deployment.regions) {
      for (const purpose of ["holdings", "evidence"]) {
        const { properties } = named(purpose, region);
        expect(properties["ObjectLockEnabled"]).toBe(true);
        const lock = properties["ObjectLockConfiguration"] as {
          Rule: { DefaultRetention: { Mode: string; Days: number } };
        };
        expect(lock.Rule.DefaultRetention.Mode).toBe(deployment.objectLock.mode);
        expect(lock.Rule.DefaultRetention.Days).toBeGreaterThanOrEqual(deployment.objectLock.years * 365.25);
      }
    }
  });

  it("tells EventBridge of arrivals, and forgets multi-part uploads nobody completed after seven days", () => {
    for (const region of deployment.regions) {
      const { properties } = named("intake", region);
      expect(properties["NotificationConfiguration"]).toEqual({
        EventBridgeConfiguration: { EventBridgeEnabled: true },
      });
      const { Rules } = properties["LifecycleConfiguration"] as { Rules: unknown[] };
      expect(Rules).toContainEqual(
        expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Status: "Enabled" }),
      );
    }
  });

  it("can restore every table to any second, and lets none be deleted", () => {
    const tables = app.all("AWS::DynamoDB::Table");
    expect(tables).not.toHaveLength(0);
    for (const { properties, deletionPolicy } of tables) {
      expect(properties["PointInTimeRecoverySpecification"]).toMatchObject({ PointInTimeRecoveryEnabled: true });
      expect(properties["DeletionProtectionEnabled"]).toBe(true);
      expect(properties["SSESpecification"]).toMatchObject({ SSEEnabled: true, SSEType: "KMS" });
      expect(properties["BillingMode"]).toBe("PAY_PER_REQUEST");
      expect(deletionPolicy).toBe("Retain");
    }
  });

  it("keys records and their indexes as the contract says, and streams the history's new images", () => {
    for (const region of deployment.regions) {
      const tables = app.all("AWS::DynamoDB::Table", region).map(({ properties }) => properties);
      const keys = (value: unknown) => (value as { AttributeName: string }[]).map(({ AttributeName }) => AttributeName);
      const records = tables.find(({ KeySchema }) => keys(KeySchema)[0] === "pk")!;
      const history = tables.find(({ KeySchema }) => keys(KeySchema)[0] === "archiveId")!;
      expect(keys(history["KeySchema"])).toEqual(["archiveId", "eventId"]);
      expect(history["StreamSpecification"]).toEqual({ StreamViewType: "NEW_IMAGE" });
      expect(history["GlobalSecondaryIndexes"]).toMatchObject([
        { IndexName: historiesIndex.name, Projection: { ProjectionType: "KEYS_ONLY" } },
      ]);
      const indexes = (records["GlobalSecondaryIndexes"] as { IndexName: string; KeySchema: unknown }[]).map(
        ({ IndexName, KeySchema }) => ({ name: IndexName, keys: keys(KeySchema) }),
      );
      for (const index of [owedIndex, unsafeIndex])
        expect(indexes).toContainEqual({ name: index.name, keys: [index.partition, index.sort] });
    }
  });

  it("rotates every customer key but those that sign, which KMS cannot", () => {
    const encrypting = app.all("AWS::KMS::Key").filter(({ properties }) => properties["KeyUsage"] !== "SIGN_VERIFY");
    for (const key of encrypting) expect(key.properties["EnableKeyRotation"]).toBe(true);
  });

  it("gives each archive one key, in its home region, that may only deposit under its own prefix", () => {
    const users = app.all("AWS::IAM::User");
    const archiveOf = (user: Resource): string =>
      (user.properties["Tags"] as { Key: string; Value: string }[]).find(({ Key }) => Key === "lantai:archive")!.Value;
    expect(users.map((user) => [archiveOf(user), user.region]).sort()).toEqual(
      Object.entries(deployment.archives)
        .map(([id, { home }]) => [id, home])
        .sort(),
    );
    for (const user of users) {
      const granted = app
        .all("AWS::IAM::Policy", user.region)
        .filter(({ properties }) => list(resolved(properties["Users"])).includes(user.logicalId))
        .flatMap(statementsOf);
      const intake = named("intake", user.region).logicalId;
      expect(granted.map(({ Effect, Action, Resource }) => ({ Effect, Action, Resource: resolved(Resource) }))).toEqual(
        [
          {
            Effect: "Allow",
            Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
            Resource: `${intake}-Arn/${archiveOf(user)}/*`,
          },
        ],
      );
      expect(user.properties["ManagedPolicyArns"]).toBeUndefined();
    }
  });

  it("puts a secret key into Secrets Manager and into no output", () => {
    const keys = app.all("AWS::IAM::AccessKey");
    for (const key of keys) {
      const holders = app
        .all("AWS::SecretsManager::Secret", key.region)
        .filter(({ properties }) => JSON.stringify(properties["SecretString"]).includes(key.logicalId));
      expect(holders).toHaveLength(1);
      expect(JSON.stringify(app.outputs(key.region))).not.toContain("SecretAccessKey");
    }
  });
});
