import type { OcrResult } from "../../shared/domain/ocr-result.ts";

/** Below this mean confidence a person looks at the page. */
const personConfidence = 0.95;

/**
 * Whether a person should check what was read: the engine doubts itself, or the page is mostly written in columns, which the
 * engine misreads without doubting itself. DA/T 77-2019 covers regular print; the rest is for people.
 */
export const needsPerson = ({ confidence, lines }: Pick<OcrResult, "confidence" | "lines">): boolean =>
  confidence < personConfidence || lines.filter(({ vertical }) => vertical).length * 2 > lines.length;
