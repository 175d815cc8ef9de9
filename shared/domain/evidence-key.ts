/** What is kept in the evidence bucket, each kind under a word of its own. */
export type EvidenceKind = "receipt" | "receipt-list" | "report" | "report-document" | "report-picture";

const endings: Readonly<Record<EvidenceKind, string>> = {
  receipt: "jws",
  "receipt-list": "ndjson",
  report: "json",
  "report-document": "pdf",
  "report-picture": "svg",
};

/** Where evidence lies: under the digest it has, so that nothing ever takes its place. */
export const evidenceKey = (archiveId: string, kind: EvidenceKind, sha256: string): string =>
  `${archiveId}/${kind}/${sha256.slice(0, 2)}/${sha256}.${endings[kind]}`;
