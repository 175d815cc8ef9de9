import * as z from "zod";
import {
  bypassesGovernance,
  objectArn,
  permit,
  shownVersionId,
  type ObjectExchange,
  type Operation,
  type Reply,
} from "./exchange.ts";
import { S3Failure } from "./failure.ts";
import { findPermitted, findReadable, versionAction } from "./find-version.ts";
import { aclsDisabled, lockMissing } from "./object-headers.ts";
import { assertRetentionChange, readRetention } from "./object-lock.ts";
import type { Version } from "./objects.ts";
import { readDocument } from "./request-body.ts";
import { namedVersion } from "./request.ts";
import { readTagDocument, tagSet, type Tags } from "./tags.ts";
import { parseXml, xmlDocument, type XmlContent } from "./xml.ts";

const getTagging = (exchange: ObjectExchange): Reply => {
  const version = findReadable(exchange, "s3:GetObjectTagging");
  return { ...about(exchange, version), body: xmlDocument("Tagging", tagSet(version.attributes.tags)) };
};

const changeTags = (exchange: ObjectExchange, action: string, tags: Tags): Version => {
  const version = findPermitted(exchange, versionAction(action, namedVersion(exchange.request)));
  exchange.storage.change(() => {
    exchange.storage.objects.setTags(version.seq, { ...version.attributes, tags });
  });
  return version;
};

const putTagging = async (exchange: ObjectExchange): Promise<Reply> => {
  const tags = readTagDocument(await readDocument(exchange.request, exchange.secretOf));
  return about(exchange, changeTags(exchange, "s3:PutObjectTagging", tags));
};

const deleteTagging = (exchange: ObjectExchange): Reply => ({
  ...about(exchange, changeTags(exchange, "s3:DeleteObjectTagging", [])),
  status: 204,
});

const getRetention = (exchange: ObjectExchange): Reply => {
  const { retention } = findLockable(exchange, "s3:GetObjectRetention");
  if (retention === undefined) throw noLock();
  const until = new Date(retention.untilMs).toISOString();
  return { status: 200, body: xmlDocument("Retention", { Mode: retention.mode, RetainUntilDate: until }) };
};

const putRetention = async (exchange: ObjectExchange): Promise<Reply> => {
  const text = await readDocument(exchange.request, exchange.secretOf);
  const version = findLockable(exchange, "s3:PutObjectRetention");
  const asked = parseXml(text, "Retention", retentionDocument);
  const bypass = bypassesGovernance(exchange, exchange.key);
  const nowMs = exchange.now();
  const next = readRetention(asked.Mode, asked.RetainUntilDate, nowMs);
  assertRetentionChange(version.retention, next, { nowMs, bypass });
  exchange.storage.change(() => {
    exchange.storage.objects.setRetention(version.seq, next);
  });
  return { status: 200 };
};

const getLegalHold = (exchange: ObjectExchange): Reply => {
  const { legalHold } = findLockable(exchange, "s3:GetObjectLegalHold");
  return { status: 200, body: xmlDocument("LegalHold", { Status: legalHold ? "ON" : "OFF" }) };
};

const putLegalHold = async (exchange: ObjectExchange): Promise<Reply> => {
  const text = await readDocument(exchange.request, exchange.secretOf);
  const version = findLockable(exchange, "s3:PutObjectLegalHold");
  const { Status } = parseXml(text, "LegalHold", legalHoldDocument);
  exchange.storage.change(() => {
    exchange.storage.objects.setLegalHold(version.seq, Status === "ON");
  });
  return { status: 200 };
};

/** Every object of a bucket without ACLs has this one, and no other can be set. */
const getAcl = (exchange: ObjectExchange): Reply => {
  const { bucket, key, request, account } = exchange;
  permit(exchange, versionAction("s3:GetObjectAcl", namedVersion(request)), objectArn(bucket, key));
  return { status: 200, body: xmlDocument("AccessControlPolicy", ownerHasFullControl(account)) };
};

export const ownerHasFullControl = (account: string): XmlContent => ({
  Owner: { ID: account },
  AccessControlList: {
    Grant: {
      Grantee: {
        "@xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "@xsi:type": "CanonicalUser",
        ID: account,
        DisplayName: account,
      },
      Permission: "FULL_CONTROL",
    },
  },
});

const putAcl = (): never => {
  throw aclsDisabled();
};

const versioned = { level: "object", query: ["versionId"] } as const;

export const objectSettingOperations: readonly Operation[] = [
  { name: "GetObjectTagging", method: "GET", selector: "tagging", run: getTagging, ...versioned },
  { name: "PutObjectTagging", method: "PUT", selector: "tagging", run: putTagging, ...versioned },
  { name: "DeleteObjectTagging", method: "DELETE", selector: "tagging", run: deleteTagging, ...versioned },
  { name: "GetObjectRetention", method: "GET", selector: "retention", run: getRetention, ...versioned },
  { name: "PutObjectRetention", method: "PUT", selector: "retention", run: putRetention, ...versioned },
  { name: "GetObjectLegalHold", method: "GET", selector: "legal-hold", run: getLegalHold, ...versioned },
  { name: "PutObjectLegalHold", method: "PUT", selector: "legal-hold", run: putLegalHold, ...versioned },
  { name: "GetObjectAcl", method: "GET", selector: "acl", run: getAcl, ...versioned },
  { name: "PutObjectAcl", method: "PUT", selector: "acl", run: putAcl, ...versioned },
];

const retentionDocument = z.object({ Mode: z.string().optional(), RetainUntilDate: z.string().optional() });
const legalHoldDocument = z.object({ Status: z.enum(["ON", "OFF"]) });

const findLockable = (exchange: ObjectExchange, action: string): Version => {
  const version = findPermitted(exchange, action);
  if (!exchange.bucket.objectLock) throw lockMissing();
  return version;
};

const about = ({ bucket }: ObjectExchange, version: Version): Reply => ({
  status: 200,
  headers: { "x-amz-version-id": shownVersionId(bucket, version.versionId) },
});

const noLock = (): S3Failure =>
  new S3Failure("NoSuchObjectLockConfiguration", "The specified object does not have a ObjectLock configuration");
