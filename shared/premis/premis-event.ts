import type { PremisEventType } from "./event-types.ts";

/** Whether what was tried came about. */
export type Outcome = "success" | "fail";

/** How Lantai names what it keeps, as the type of a PREMIS identifier. */
export type ObjectIdentifierType =
  "lantai-item" | "lantai-volume" | "lantai-page" | "lantai-text" | "lantai-batch" | "lantai-deposit";
export type ObjectIdentifier = { readonly type: ObjectIdentifierType; readonly value: string };
export type LinkedObject = ObjectIdentifier & { readonly role: "source" | "outcome" };

/** A person, a depositor's key of an archive, or a capability of the service. */
export type PremisAgent = {
  readonly id: string;
  readonly kind: "person" | "organization" | "software";
  readonly role: "authorizer" | "implementer" | "executing program";
};

/** An event in the words of PREMIS 3.0. One event of ours can be several of theirs, told apart by the end of the id. */
export type PremisEvent = {
  readonly id: string;
  readonly type: PremisEventType;
  /** ISO 8601. */
  readonly time: string;
  readonly detail: string;
  readonly outcome: Outcome;
  /** A code, where the outcome has one. */
  readonly outcomeNote?: string;
  readonly agent: PremisAgent;
  readonly objects: readonly LinkedObject[];
};

export const itemIdentifier = (archiveId: string, archivalCode: string): ObjectIdentifier => ({
  type: "lantai-item",
  value: `${archiveId}/${archivalCode}`,
});
export const volumeIdentifier = (archiveId: string, archivalCode: string): ObjectIdentifier => ({
  type: "lantai-volume",
  value: `${archiveId}/${archivalCode}`,
});
/** The bytes that stood under a page number as its `version`. */
export const pageIdentifier = (
  archiveId: string,
  archivalCode: string,
  page: number,
  version: number,
): ObjectIdentifier => ({
  type: "lantai-page",
  value: `${archiveId}/${archivalCode}/${page}/v${version}`,
});
/** An OCR result, by its digest. */
export const textIdentifier = (archiveId: string, sha256: string): ObjectIdentifier => ({
  type: "lantai-text",
  value: `${archiveId}/${sha256}`,
});
export const batchIdentifier = (archiveId: string, batchId: string): ObjectIdentifier => ({
  type: "lantai-batch",
  value: `${archiveId}/${batchId}`,
});
/** An object as it came, under its key in the intake bucket. */
export const depositIdentifier = (key: string, versionId: string): ObjectIdentifier => ({
  type: "lantai-deposit",
  value: `${key}#${versionId}`,
});
