import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const truthLine = z.object({ text: z.string(), quad: z.array(z.tuple([z.number(), z.number()])).length(4) });
export type TruthLine = z.infer<typeof truthLine>;

const truthPage = z.object({
  file: z.string(),
  kind: z.string(),
  profile: z.string(),
  hard: z.boolean(),
  width: z.number(),
  height: z.number(),
  fields: z.array(z.object({ kind: z.string(), value: z.string() })),
  lines: z.array(truthLine),
});
/** One scan and what stands on it; quads in pixels of the file. */
export type TruthPage = z.infer<typeof truthPage>;

/** Reads `manifest.json` of a folder of scans. */
export async function readManifest(folder: string): Promise<TruthPage[]> {
  const text = await readFile(join(folder, "manifest.json"), "utf8");
  return z.object({ pages: z.array(truthPage) }).parse(JSON.parse(text)).pages;
}
