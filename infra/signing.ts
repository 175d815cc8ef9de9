import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { AccountRootPrincipal, ArnPrincipal, PolicyDocument, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import type { FunctionName } from "../shared/contract/env.ts";
import { signingKeyAlias } from "../shared/contract/names.ts";
import type { Alarms } from "./alarms.ts";
import { ArchiveFunction } from "./archive-function.ts";
import { archivesVariable } from "./cell.ts";
import type { Cell } from "./cell.ts";

/** A function that may use a key, by its role. */
type KeyUser = Pick<ArchiveFunction<FunctionName>, "role">;

/** Whoever signs needs to know its key's name, which is made from the public half. */
const allowed = (sid: string, users: readonly KeyUser[], actions: string[]): PolicyStatement[] =>
  users.length === 0
    ? []
    : [
        new PolicyStatement({
          sid,
          principals: users.map(({ role }) => new ArnPrincipal(role.roleArn)),
          actions,
          resources: ["*"],
        }),
      ];

/**
 * One signing key for each archive whose home is here, since what is signed must be signed by the archive itself (条例 art. 32).
 *
 * The key policy alone decides who signs: it names the functions, and hands everything but that to the account, so that no
 * policy of a role elsewhere can add a signer. A key is told by its alias, so that functions need no variable for it.
 */
export class SigningKeys extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: { cell: Cell; signers: readonly KeyUser[]; publishers: readonly KeyUser[] },
  ) {
    super(scope, id);
    const { cell, signers, publishers } = props;
    for (const [archiveId, { home }] of Object.entries(cell.deployment.archives)) {
      if (home !== cell.region) continue;
      new Key(this, archiveId, {
        alias: signingKeyAlias(archiveId),
        description: `Lantai: what archive ${archiveId} signs`,
        keySpec: KeySpec.ECC_NIST_P256,
        keyUsage: KeyUsage.SIGN_VERIFY,
        // What it signed must stay verifiable, also by asking KMS itself.
        removalPolicy: RemovalPolicy.RETAIN,
        pendingWindow: Duration.days(30),
        policy: new PolicyDocument({
          statements: [
            new PolicyStatement({
              sid: "AdministerWithoutSigning",
              principals: [new AccountRootPrincipal()],
              notActions: ["kms:Sign", "kms:CreateGrant"],
              resources: ["*"],
            }),
            ...allowed("Sign", signers, ["kms:GetPublicKey", "kms:Sign"]),
            ...allowed("Publish", publishers, ["kms:GetPublicKey"]),
          ],
        }),
      });
    }
  }
}

/** Answers with the keys by which anybody verifies what an archive has signed. */
export class PublicKeys extends Construct {
  readonly list: ArchiveFunction<"signing/list-keys">;

  constructor(scope: Construct, id: string, { cell, alarms }: { cell: Cell; alarms: Alarms }) {
    super(scope, id);
    this.list = new ArchiveFunction(this, "signing/list-keys", {
      cell,
      alarms,
      memoryMegabytes: 512,
      timeoutSeconds: 15,
      variables: { ARCHIVES: archivesVariable(cell) },
      impact: "Nobody can fetch the keys that verify receipts; keys that were kept verify all the same.",
    });
  }
}
