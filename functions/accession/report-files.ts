/** Files of a report: what programs read, what people read, and the picture of it. */
export const reportFiles = {
  json: { kind: "report", mediaType: "application/json" },
  pdf: { kind: "report-document", mediaType: "application/pdf" },
  svg: { kind: "report-picture", mediaType: "image/svg+xml" },
} as const;
