import { Aws, CfnOutput, Duration, RemovalPolicy } from "aws-cdk-lib";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import type { BucketProps } from "aws-cdk-lib/aws-s3";
import { AnyPrincipal, Effect, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { FunctionName } from "../shared/contract/env.ts";
import { exportDays } from "../shared/contract/exports.ts";
import { bucketName, erasesTag, keptPurposes, longestWriteSeconds } from "../shared/contract/names.ts";
import type { BucketPurpose } from "../shared/contract/names.ts";
import type { ArchiveFunction } from "./archive-function.ts";
import type { Cell } from "./cell.ts";

/** Folders of the evidence bucket (shared/domain/evidence-key.ts). */
export type EvidenceFolder = "receipts" | "reports" | "destructions" | "histories";

const outputNames = {
  intake: "IntakeBucket",
  holdings: "HoldingsBucket",
  evidence: "EvidenceBucket",
  exports: "ExportsBucket",
} as const satisfies Record<BucketPurpose, string>;

/** A lock of so many years, leap days included, in days. */
export const lockDays = (years: number): number => years * 365 + Math.ceil(years / 4);

/** Of any multi-part upload that was never completed, after a week in which it could have been resumed. */
const forgottenUploads = { id: "forgotten-uploads", abortIncompleteMultipartUploadAfter: Duration.days(7) };

/** A bag is a copy of what the holdings keep: it goes when its days are over, and so does what its writing needed. */
const fetchedOrGone = {
  id: "fetched-or-gone",
  expiration: Duration.days(exportDays),
  noncurrentVersionExpiration: Duration.days(1),
};

/**
 * What arrives (`intake`), what is kept (`holdings`), what must be believed (`evidence`), what leaves as a bag (`exports`), and
 * who asked for any of it (`log`).
 *
 * All private, versioned, TLS 1.2 or newer, and kept when the stack goes. Encrypted with S3's own keys, on purpose: whoever
 * deletes a customer key destroys every object under it, which is what Object Lock is there to prevent; and a depositor's
 * key, or another region's function, would need a door into that key to write a single object.
 */
export class Buckets extends Construct {
  readonly intake: Bucket;
  readonly holdings: Bucket;
  readonly evidence: Bucket;
  readonly exports: Bucket;
  private readonly cell: Cell;
  private readonly log: Bucket;

  constructor(scope: Construct, id: string, cell: Cell) {
    super(scope, id);
    this.cell = cell;
    this.log = new Bucket(this, "Log", {
      ...this.closed(),
      lifecycleRules: [
        {
          id: "log-retention",
          expiration: Duration.days(cell.deployment.logRetentionDays),
          noncurrentVersionExpiration: Duration.days(1),
        },
      ],
    });
    const { mode, years } = cell.deployment.objectLock;
    const retention = Duration.days(lockDays(years));
    const locked = {
      objectLockEnabled: true,
      objectLockDefaultRetention:
        mode === "COMPLIANCE" ? ObjectLockRetention.compliance(retention) : ObjectLockRetention.governance(retention),
    };
    this.intake = this.bucket("intake", {});
    this.holdings = this.bucket("holdings", locked);
    this.evidence = this.bucket("evidence", locked);
    this.exports = this.bucket("exports", { lifecycleRules: [fetchedOrGone, forgottenUploads] });
    for (const purpose of keptPurposes) refuseErasing(this[purpose], purpose);
    // The bucket's own property: CDK's `eventBridgeEnabled` brings a function of its own for what CloudFormation can do.
    resourceOf(this.intake).notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }

  /** Of a function that has to fail all the same, whether something is absent or forbidden. */
  allowFetchingHoldings<N extends FunctionName>(reader: ArchiveFunction<N>): void {
    reader.allow("ReadHoldings", ["s3:GetObject"], [this.holdings.arnForObjects("*")]);
  }

  /** S3 answers "absent" instead of "forbidden" only to those who may list the bucket; both answers mean different work. */
  allowReadingHoldings<N extends FunctionName>(reader: ArchiveFunction<N>): void {
    this.allowFetchingHoldings(reader);
    reader.allow("TellAbsentPages", ["s3:ListBucket"], [this.holdings.bucketArn]);
  }

  /** Adding to the holdings; Object Lock keeps whatever was there before. */
  allowKeeping<N extends FunctionName>(keeper: ArchiveFunction<N>): void {
    // Who erases looks again after this long, and relies on it.
    if (keeper.timeout.toSeconds() > longestWriteSeconds)
      throw new RangeError(`${keeper.node.path} may run for longer than ${longestWriteSeconds} seconds`);
    keeper.allow("KeepInHoldings", ["s3:PutObject"], [this.holdings.arnForObjects("*")]);
  }

  /** Erasing for good what lies here of archives that are at home elsewhere, under the lock of GOVERNANCE mode too. */
  allowErasingCopies<N extends FunctionName>(eraser: ArchiveFunction<N>, archiveIds: readonly string[]): void {
    if (archiveIds.length > 0) eraser.erasesFrom("holdings");
    eraser.allow(
      "EraseCopies",
      ["s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"],
      archiveIds.map((archiveId) => this.holdings.arnForObjects(`${archiveId}/*`)),
    );
    eraser.allow("FindVersionsToErase", ["s3:ListBucketVersions"], [this.holdings.bucketArn]);
  }

  /**
   * Erasing for good what lies here of archives that are at home here, kept or as it came: what an approved list destroyed, and
   * nothing else (档案法 art. 21).
   */
  allowDestroying<N extends FunctionName>(destroyer: ArchiveFunction<N>, archiveIds: readonly string[]): void {
    const ofArchives = (bucket: Bucket): string[] =>
      archiveIds.map((archiveId) => bucket.arnForObjects(`${archiveId}/*`));
    destroyer.erasesFrom("holdings");
    destroyer.erasesFrom("intake");
    destroyer.allow("Destroy", ["s3:DeleteObjectVersion", "s3:BypassGovernanceRetention"], ofArchives(this.holdings));
    destroyer.allow("DestroyDeposits", ["s3:DeleteObjectVersion"], ofArchives(this.intake));
    destroyer.allow(
      "FindVersionsToDestroy",
      ["s3:ListBucketVersions"],
      [this.holdings.bucketArn, this.intake.bucketArn],
    );
  }

  /** Adding to what must be believed; Object Lock keeps it from then on. */
  allowKeepingEvidence<N extends FunctionName>(keeper: ArchiveFunction<N>, folder: EvidenceFolder): void {
    keeper.allow("KeepEvidence", ["s3:PutObject"], [this.evidence.arnForObjects(`${folder}/*`)]);
  }

  /** Addresses that a function signs work with its own right to read. */
  allowFetchingEvidence<N extends FunctionName>(reader: ArchiveFunction<N>, ...folders: EvidenceFolder[]): void {
    const objects = folders.map((folder) => this.evidence.arnForObjects(`${folder}/*`));
    reader.allow("ReadEvidence", ["s3:GetObject"], objects);
  }

  /** Of a function that signs addresses for others: they can do with one what the function itself may do. */
  allowDepositing<N extends FunctionName>(signer: ArchiveFunction<N>): void {
    signer.allow("PermitDeposits", ["s3:PutObject"], [this.intake.arnForObjects("*")]);
  }

  /** Writing bags part by part, with what that needs beside them. Nothing is written elsewhere, and nothing in the holdings. */
  allowWritingBags<N extends FunctionName>(writer: ArchiveFunction<N>): void {
    writer.allow(
      "WriteBags",
      ["s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"],
      [this.exports.arnForObjects("*")],
    );
    // Without this S3 calls a bag that is not whole yet forbidden instead of absent.
    writer.allow("TellAbsentBags", ["s3:ListBucket"], [this.exports.bucketArn]);
  }

  /** Links to bags work with the rights of whoever made them. */
  allowFetchingBags<N extends FunctionName>(reader: ArchiveFunction<N>): void {
    reader.allow("ReadBags", ["s3:GetObject"], [this.exports.arnForObjects("bag/*")]);
  }

  private closed(): BucketProps {
    return {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
    };
  }

  private bucket(purpose: BucketPurpose, own: BucketProps): Bucket {
    const bucket = new Bucket(this, purpose, {
      ...this.closed(),
      bucketName: bucketName(purpose, Aws.ACCOUNT_ID, this.cell.region),
      lifecycleRules: [forgottenUploads],
      ...own,
    });
    resourceOf(bucket).loggingConfiguration = {
      destinationBucketName: this.log.bucketName,
      logFilePrefix: `${purpose}/`,
    };
    this.log.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("logging.s3.amazonaws.com")],
        actions: ["s3:PutObject"],
        resources: [this.log.arnForObjects(`${purpose}/*`)],
        conditions: {
          ArnLike: { "aws:SourceArn": bucket.bucketArn },
          StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID },
        },
      }),
    );
    new CfnOutput(this, outputNames[purpose], { value: bucket.bucketName }).overrideLogicalId(outputNames[purpose]);
    return bucket;
  }
}

/**
 * Whoever is not marked as erasing erases nothing, unlocks nothing and shortens no lock, whatever else its policies allow
 * (档案法 art. 21: nothing is destroyed without leave). A mark instead of a name: no stack has to wait for another.
 */
const refuseErasing = (bucket: Bucket, purpose: BucketPurpose): void => {
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: "OnlyErasersErase",
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: [
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:BypassGovernanceRetention",
        "s3:PutObjectRetention",
        "s3:PutObjectLegalHold",
      ],
      resources: [bucket.arnForObjects("*")],
      conditions: { StringNotEquals: { [`aws:PrincipalTag/${erasesTag(purpose)}`]: "true" } },
    }),
  );
};

const resourceOf = (bucket: Bucket): CfnBucket => {
  const resource = bucket.node.defaultChild;
  if (!(resource instanceof CfnBucket)) throw new TypeError(`${bucket.node.path} has no bucket of its own`);
  return resource;
};
