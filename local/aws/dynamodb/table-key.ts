import { AwsError } from "../../network/aws-json.ts";
import type { Authorize, Caller } from "../../network/service.ts";
import { regionFacts } from "../../template/region-facts.ts";
import type { TableDefinition } from "./table-definition.ts";

const opens = ["Decrypt", "DescribeKey"];
const closes = ["Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo"];

const reads = ["GetItem", "BatchGetItem", "Query", "Scan", "ConditionCheckItem", "GetRecords"];
const writes = ["PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem"];

/** What DynamoDB does with a table's key in the name of who calls; nothing for what touches no item. */
const keyActions = (action: string): readonly string[] => {
  if (writes.includes(action)) return [...opens, ...closes];
  return reads.includes(action) ? opens : [];
};

/**
 * What the key of a table is asked for, and what its policies see, when DynamoDB does `action` in its caller's name. AWS lists
 * these uses as the least that a key must allow; it asks for some of them only now and then, since it keeps opened table
 * keys for minutes. Here each call asks for all of them: what passes here passes there.
 * Sources: DynamoDB Developer Guide, "Encryption at rest: usage notes" and "Managing encrypted tables"; AWS KMS Developer
 * Guide, "kms:ViaService".
 */
export const keyUses = (
  { region, accountId }: { readonly region: string; readonly accountId: string },
  action: string,
  tableName: string,
): readonly { readonly action: string; readonly seen: Readonly<Record<string, string>> }[] =>
  keyActions(action).map((use) => ({
    action: `kms:${use}`,
    seen: {
      "kms:ViaService": `dynamodb.${region}.${regionFacts(region).urlSuffix}`,
      "kms:CallerAccount": accountId,
      "kms:EncryptionContext:aws:dynamodb:tableName": tableName,
      "kms:EncryptionContext:aws:dynamodb:subscriberId": accountId,
    },
  }));

/** @throws AwsError `AccessDeniedException` unless the caller may use the table's key for `action`. */
export const permitKeyUse = (
  context: { readonly region: string; readonly accountId: string; readonly authorize: Authorize },
  caller: Caller,
  action: string,
  { keyArn, tableName }: TableDefinition,
): void => {
  if (keyArn === undefined) return;
  for (const use of keyUses(context, action, tableName)) {
    const decision = context.authorize(caller, use.action, keyArn, use.seen);
    if (!decision.allowed) throw new AwsError("AccessDeniedException", decision.reason);
  }
};
