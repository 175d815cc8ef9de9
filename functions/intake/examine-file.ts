import { open } from "node:fs/promises";
import type { MediaType } from "../../shared/domain/page.ts";
import type { Refusal } from "../../shared/domain/refusal.ts";
import { DocumentError } from "../../shared/imaging/document-error.ts";
import { probe, verifyDecodable } from "../../shared/imaging/open-document.ts";
import { extensionAgrees, formatSignatureBytes, identifyFormat } from "./identify-format.ts";
import type { IntakeLimits } from "./limits.ts";

/** How a file was named: what its extension claims, and whether it stands for one page or for a whole item. */
export type FileClaim = { readonly extension: string; readonly kind: "single" | "whole" };

export type Examination =
  | { readonly ok: true; readonly mediaType: MediaType; readonly pageCount: number }
  | { readonly ok: false; readonly refusal: Refusal };

const refused = (code: Refusal["code"], facts: Refusal["facts"] = {}): Examination => ({
  ok: false,
  refusal: { code, facts },
});

const leadingBytes = async (path: string): Promise<Uint8Array> => {
  await using file = await open(path, "r");
  const { buffer, bytesRead } = await file.read(Buffer.alloc(formatSignatureBytes), 0, formatSignatureBytes, 0);
  return buffer.subarray(0, bytesRead);
};

/**
 * Says whether a file can be kept: format from its bytes, pages and pixels from its headers within the limits, and only
 * then decoded to its end. Nothing about the file makes this throw but a fault of the machine.
 */
export const examineFile = async (path: string, claim: FileClaim, limits: IntakeLimits): Promise<Examination> => {
  const mediaType = identifyFormat(await leadingBytes(path));
  if (mediaType === undefined) return refused("format-unknown");
  if (!extensionAgrees(claim.extension, mediaType))
    return refused("extension-mismatch", { extension: claim.extension, mediaType });
  try {
    const { pageCount, pages } = await probe({ path, mediaType, maxPixels: Infinity, maxPages: limits.pages });
    if (pageCount > limits.pages) return refused("too-many-pages", { pages: pageCount, limit: limits.pages });
    if (claim.kind === "single" && pageCount > 1) return refused("single-page-expected", { pages: pageCount });
    const tooLarge = pages.find(({ width, height }) => width * height > limits.pixels);
    if (tooLarge !== undefined) return refused("too-many-pixels", { ...tooLarge, limit: limits.pixels });
    await verifyDecodable({ path, mediaType, maxPixels: limits.pixels });
    return { ok: true, mediaType, pageCount };
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    switch (error.code) {
      case "encrypted":
        return refused("encrypted");
      case "too-large":
        return refused("inner-image-too-large", { limit: limits.pixels });
      case "unreadable":
      case "page-missing":
        return refused("broken");
    }
  }
};
