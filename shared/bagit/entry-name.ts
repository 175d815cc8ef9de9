/**
 * The name of an entry from its bytes: UTF-8; else what Chinese Windows writes, GBK (GB 18030); undefined when it is neither.
 * Bytes that are both are UTF-8.
 */
export const entryName = (bytes: Uint8Array): string | undefined => {
  for (const encoding of ["utf-8", "gb18030"])
    try {
      return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      // The next one may fit.
    }
  return undefined;
};
