import * as z from "zod";

/** A SHA-256 digest in lower-case hex: what bytes are compared and addressed by. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
