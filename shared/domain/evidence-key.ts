/** What is kept in the evidence bucket. */
export type EvidenceKind =
  | "receipt"
  | "receipt-list"
  | "report"
  | "report-document"
  | "report-picture"
  | "destruction-certificate"
  | "destruction-list"
  | "destruction-page"
  | "earlier-history";

type Folder = "receipts" | "reports" | "destructions" | "histories";

/** Kinds that the same functions keep and read share a folder, to which their roles are bound. */
const places: Readonly<Record<EvidenceKind, { readonly folder: Folder; readonly ending: string }>> = {
  receipt: { folder: "receipts", ending: "jws" },
  "receipt-list": { folder: "receipts", ending: "ndjson" },
  report: { folder: "reports", ending: "json" },
  "report-document": { folder: "reports", ending: "pdf" },
  "report-picture": { folder: "reports", ending: "svg" },
  "destruction-certificate": { folder: "destructions", ending: "jws" },
  "destruction-list": { folder: "destructions", ending: "ndjson" },
  "destruction-page": { folder: "destructions", ending: "html" },
  "earlier-history": { folder: "histories", ending: "premis.xml" },
};

/** Where evidence lies: under the digest it has, so that nothing ever takes its place. */
export const evidenceKey = (archiveId: string, kind: EvidenceKind, sha256: string): string => {
  const { folder, ending } = places[kind];
  return `${folder}/${archiveId}/${sha256.slice(0, 2)}/${sha256}.${ending}`;
};
