import { CfnOutput, SecretValue, Tags } from "aws-cdk-lib";
import { AccessKey, PolicyStatement, User } from "aws-cdk-lib/aws-iam";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import type { Cell } from "./cell.ts";

/** CloudFormation shows outputs as ASCII; escaped JSON is the same JSON. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/**
 * One key per archive whose home is here, so that any S3 client can deposit. It writes under the archive's own prefix of the
 * intake bucket and does nothing else: it cannot read back, list or delete. The key is in Secrets Manager only.
 */
export class Uploaders extends Construct {
  constructor(scope: Construct, id: string, props: { cell: Cell; intake: Bucket }) {
    super(scope, id);
    const { cell, intake } = props;
    for (const [archiveId, archive] of Object.entries(cell.deployment.archives)) {
      if (archive.home !== cell.region) continue;
      const user = new User(this, archiveId);
      Tags.of(user).add("lantai:archive", archiveId);
      user.addToPolicy(
        new PolicyStatement({
          sid: "DepositOnly",
          actions: ["s3:PutObject", "s3:AbortMultipartUpload"],
          resources: [intake.arnForObjects(`${archiveId}/*`)],
        }),
      );
      const key = new AccessKey(this, `${archiveId}-key`, { user });
      new Secret(this, `${archiveId}-secret`, {
        secretName: `lantai/uploader/${archiveId}`,
        description: `S3 key with which archive ${archiveId} deposits scans`,
        secretObjectValue: {
          // The id of a key is no secret; only its other half is.
          accessKeyId: SecretValue.unsafePlainText(key.accessKeyId),
          secretAccessKey: key.secretAccessKey,
        },
      });
    }
    new CfnOutput(this, "Archives", {
      value: asciiJson(cell.deployment.archives),
      description: "Every archive of the deployment: names, home, replicas, languages (JSON)",
    }).overrideLogicalId("Archives");
  }
}
