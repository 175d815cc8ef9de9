/** Files of a report: what programs read, what people read, and the picture of it. */
export const reportFormats = { json: "application/json", pdf: "application/pdf", svg: "image/svg+xml" } as const;
export type ReportFormat = keyof typeof reportFormats;

/** Where a report lies in the evidence bucket: under the digest of the very file. */
export const reportKey = (archiveId: string, sha256: string, format: ReportFormat): string =>
  `reports/${archiveId}/${sha256.slice(0, 2)}/${sha256}.${format}`;
