import type { MediaType } from "../../shared/domain/page.ts";

const startsWith = (bytes: Uint8Array, ...signature: number[]): boolean =>
  signature.every((byte, at) => bytes[at] === byte);

/** How many leading bytes are enough to tell a format. A PDF header may stand within the first 1,024 (ISO 32000-1, annex H). */
export const formatSignatureBytes = 1024;

/**
 * The format the leading bytes show, whatever the name says: JPEG (ITU-T T.81), PNG (ISO 15948), TIFF and BigTIFF,
 * JPEG 2000 as file or raw codestream (ISO 15444-1), PDF. Undefined for anything else.
 */
export const identifyFormat = (bytes: Uint8Array): MediaType | undefined => {
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return "image/jpeg";
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "image/png";
  if (startsWith(bytes, 0x49, 0x49, 0x2a, 0x00) || startsWith(bytes, 0x4d, 0x4d, 0x00, 0x2a)) return "image/tiff";
  if (startsWith(bytes, 0x49, 0x49, 0x2b, 0x00) || startsWith(bytes, 0x4d, 0x4d, 0x00, 0x2b)) return "image/tiff";
  if (startsWith(bytes, 0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20, 0x0d, 0x0a, 0x87, 0x0a)) return "image/jp2";
  if (startsWith(bytes, 0xff, 0x4f, 0xff, 0x51)) return "image/jp2";
  if (Buffer.from(bytes.subarray(0, formatSignatureBytes)).includes("%PDF-")) return "application/pdf";
  return undefined;
};

const extensionsOf: Readonly<Record<MediaType, readonly string[]>> = {
  "image/jpeg": ["jpg", "jpeg"],
  "image/png": ["png"],
  "image/tiff": ["tif", "tiff"],
  "image/jp2": ["jp2", "j2k", "jpx"],
  "application/pdf": ["pdf"],
};

/** Whether a name's extension (lower case, without the dot) tells the truth about the content. */
export const extensionAgrees = (extension: string, mediaType: MediaType): boolean =>
  extensionsOf[mediaType].includes(extension);
