import type * as z from "zod";
import { TemplateError } from "../template/template-error.ts";
import { isKnownOperator } from "./policy-conditions.ts";
import { policyDocument } from "./policy-document.ts";
import type { PolicyDocument, PolicyStatement } from "./policy-document.ts";

/** Condition keys that calls on this machine carry when they do in AWS. A `*` stands for a name the deployment chose. */
const KNOWN_KEYS = [
  "aws:CurrentTime",
  "aws:EpochTime",
  "aws:PrincipalAccount",
  "aws:PrincipalArn",
  "aws:PrincipalTag/*",
  "aws:PrincipalType",
  "aws:RequestedRegion",
  "aws:SecureTransport",
  "aws:SourceAccount",
  "aws:SourceArn",
  "aws:username",
  "events:ManagedBy",
  "events:detail-type",
  "events:source",
  "kms:CallerAccount",
  "kms:EncryptionContext:*",
  "kms:MacAlgorithm",
  "kms:MessageType",
  "kms:SigningAlgorithm",
  "kms:ViaService",
  "s3:TlsVersion",
  "s3:VersionId",
  "s3:delimiter",
  "s3:max-keys",
  "s3:object-lock-legal-hold",
  "s3:object-lock-mode",
  "s3:object-lock-retain-until-date",
  "s3:prefix",
  "s3:x-amz-content-sha256",
  "s3:x-amz-server-side-encryption",
  "s3:x-amz-server-side-encryption-aws-kms-key-id",
  "s3:x-amz-storage-class",
].map((key) => key.toLowerCase());

const isKnownKey = (key: string): boolean =>
  KNOWN_KEYS.some((known) =>
    known.endsWith("*") ? key.toLowerCase().startsWith(known.slice(0, -1)) : key.toLowerCase() === known,
  );

/**
 * A policy that the host can judge every part of. What it does not know would otherwise hold, or not, in silence.
 *
 * @param whose who it lets in, or what it belongs to, for the message
 * @throws TemplateError naming the element, condition operator, condition key or variable the host does not know
 */
export const readPolicy = (document: unknown, whose: string): PolicyDocument => {
  const parsed = policyDocument.safeParse(document);
  if (!parsed.success) throw unknown(elementOf(parsed.error), whose);
  for (const statement of parsed.data.Statement) {
    for (const [operator, keys] of Object.entries(statement.Condition)) {
      if (!isKnownOperator(operator)) throw unknown(`condition operator ${operator}`, whose);
      for (const key of Object.keys(keys)) if (!isKnownKey(key)) throw unknown(`condition key ${key}`, whose);
    }
    for (const name of variablesOf(statement)) if (!isKnownKey(name)) throw unknown(`policy variable ${name}`, whose);
  }
  return parsed.data;
};

const unknown = (what: string, whose: string): TemplateError =>
  new TemplateError(`Lantai's one-machine host does not know the ${what} in the policy of ${whose}`);

/** Issues of a union lie inside it; the deepest one names what is wrong. */
const elementOf = ({ issues }: { readonly issues: readonly z.core.$ZodIssue[] }): string => {
  const [issue] = issues;
  if (issue?.code === "unrecognized_keys") return `element ${issue.keys.join(", ")}`;
  const inner =
    issue?.code === "invalid_union" ? issue.errors.flat().find(({ code }) => code === "unrecognized_keys") : undefined;
  if (inner !== undefined) return elementOf({ issues: [inner] });
  return `element at ${issue?.path.join(".") ?? "its top"}: ${issue?.message ?? ""}`;
};

/** Names in `${…}`, but for the escapes `${*}`, `${?}` and `${$}`. */
const variablesOf = ({ Resource = [], NotResource = [], Condition }: PolicyStatement): string[] =>
  [...Resource, ...NotResource, ...Object.values(Condition).flatMap((keys) => Object.values(keys).flat())]
    .flatMap((text) => [...text.matchAll(/\$\{([^}]*)\}/g)])
    .map(([, inner = ""]) => inner.split(",", 1)[0]?.trim() ?? "")
    .filter((name) => !["*", "?", "$"].includes(name));
