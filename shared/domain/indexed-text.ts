import type { Page } from "./page.ts";
import { mayBeConsulted } from "./permitted-use.ts";

/** Digest of the OCR result by whose words a page is to be found; undefined when it is not to be found. */
export const indexedText = (page: Page): string | undefined =>
  mayBeConsulted(page) && page.reading.state === "read" ? page.reading.sha256 : undefined;

/** Whether the index has to follow a change of a page: it does not when it is to hold the same words, or none, as before. */
export const owesIndexing = (before: Page | undefined, after: Page): boolean =>
  (before === undefined ? undefined : indexedText(before)) !== indexedText(after);
