/** Where bytes lie in the holdings bucket: by what they are, so that the same bytes have one place in every region. */
export const originalKey = (archiveId: string, sha256: string): string =>
  `${archiveId}/original/${sha256.slice(0, 2)}/${sha256}`;

/** The OCR result of one page, addressed by its own digest. */
export const ocrResultKey = (archiveId: string, sha256: string): string =>
  `${archiveId}/ocr/${sha256.slice(0, 2)}/${sha256}.json`;
