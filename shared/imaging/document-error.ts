/**
 * Why a document cannot be shown:
 * - `unreadable`: not the format it claims to be, cut short, or broken inside;
 * - `encrypted`: a PDF with an encryption dictionary, also where the user password is empty;
 * - `too-large`: more pixels or pages than the caller allows;
 * - `page-missing`: the document has no such page.
 */
export type DocumentErrorCode = "unreadable" | "encrypted" | "too-large" | "page-missing";

/** A document that cannot be used. `message` is for logs; what a clerk reads is made from `code`. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
  readonly code: DocumentErrorCode;

  constructor(code: DocumentErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Gives whatever a decoder threw the code `unreadable`, unless it already says better. */
export function asDocumentError(error: unknown, fallback: string): DocumentError {
  if (error instanceof DocumentError) return error;
  const message = error instanceof Error ? `${fallback}: ${error.message}` : fallback;
  // libvips has no codes; its texts for a page beyond the last and an input beyond the limit are stable.
  if (/page number|bad page|cannot load page/iu.test(message))
    return new DocumentError("page-missing", message, { cause: error });
  if (/exceeds pixel limit/iu.test(message)) return new DocumentError("too-large", message, { cause: error });
  return new DocumentError("unreadable", message, { cause: error });
}
