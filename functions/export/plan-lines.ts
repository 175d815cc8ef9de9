import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import * as z from "zod";
import { sha256 } from "../../shared/contract/sha256.ts";
import { page } from "../../shared/domain/page.ts";

/** A payload file of a bag: where it lies below `data/`, and the first page whose file it is. */
export const payloadLine = z.strictObject({
  path: z.string().min(1),
  bytes: z.int().positive(),
  sha256,
  archivalCode: page.shape.archivalCode,
  page: page.shape.page,
});
export type PayloadLine = z.infer<typeof payloadLine>;

/** A tag file of a bag, and from where its bytes lie among those of all tag files. */
export const tagLine = z.strictObject({
  path: z.string().min(1),
  bytes: z.int().min(0),
  sha256,
  sha512: z.string().regex(/^[0-9a-f]{128}$/),
  at: z.int().min(0),
});
export type TagLine = z.infer<typeof tagLine>;

/** Lines of JSON in a file, one after the other. */
export async function* linesIn<T extends z.ZodType>(path: string, schema: T): AsyncGenerator<z.output<T>> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const line of lines) yield schema.parse(JSON.parse(line));
}
