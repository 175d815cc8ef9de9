import type { Readable } from "node:stream";
import * as z from "zod";

/** The body of an S3 answer as Node streams it; the SDK types it for browsers too. @throws ZodError for anything else */
export const bodyStream = z.custom<Readable>((body) => body !== null && typeof body === "object" && "pipe" in body);
