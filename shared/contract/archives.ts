import * as z from "zod";

/** 档案馆代码: six digits (DA/T 18-2022). */
export const archiveId = z.string().regex(/^\d{6}$/);

/** An AWS region name, such as `cn-north-1`. */
export const regionName = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/);

/** Languages that decide which OCR engine reads an archive's pages. */
const language = z.enum(["zh", "en"]);

/**
 * Where one archive's records are written (`home`) and kept a second time (`replicas`), and in which languages they are.
 * Short keys: the registry travels in a function's environment, which Lambda bounds at 4 KB in all.
 */
export const archivePlace = z.strictObject({
  home: regionName,
  replicas: z.array(regionName).min(1),
  languages: z.array(language).min(1),
});
export type ArchivePlace = z.infer<typeof archivePlace>;

/** Every archive of the deployment, by 档案馆代码. */
export const archiveRegistry = z.record(archiveId, archivePlace);
export type ArchiveRegistry = z.infer<typeof archiveRegistry>;

/** What a cell must know of another region to send copies there and receipts back. */
const peer = z.strictObject({
  holdingsBucket: z.string().min(1),
  proofQueueUrl: z.url(),
  receiptsQueueUrl: z.url(),
  erasureQueueUrl: z.url(),
});
export const peerRegistry = z.record(regionName, peer);
export type PeerRegistry = z.infer<typeof peerRegistry>;
