import { isUtf8 } from "node:buffer";
import { UnreadableTable } from "../domain/table-fault.ts";
import type { TextEncoding } from "../domain/text-form.ts";
import { firstBytes, inPieces, type TableBytes } from "./table-bytes.ts";

/** UTF-16 without a mark: Latin letters and separators leave a zero in every other byte. */
const unmarkedUtf16 = (bytes: Buffer): TextEncoding | undefined => {
  const zeros = [0, 0];
  bytes.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const many = bytes.length / 16;
  if (odd > many && even < odd / 8) return "utf-16le";
  return even > many && odd < even / 8 ? "utf-16be" : undefined;
};

/** Where a character that ends beyond these bytes begins. */
const completeLength = (bytes: Buffer): number => {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needs > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
};

const isAllUtf8 = async (table: TableBytes): Promise<boolean> => {
  let rest = Buffer.alloc(0);
  for await (const piece of inPieces(table)) {
    const bytes = Buffer.concat([rest, piece]);
    const complete = completeLength(bytes);
    if (!isUtf8(bytes.subarray(0, complete))) return false;
    rest = Buffer.from(bytes.subarray(complete));
  }
  return rest.length === 0;
};

const decodesAs = async (table: TableBytes, encoding: TextEncoding): Promise<boolean> => {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decodes = (...bytes: readonly Buffer[]): boolean => {
    try {
      for (const piece of bytes) decoder.decode(piece, { stream: true });
      if (bytes.length === 0) decoder.decode();
      return true;
    } catch {
      return false;
    }
  };
  for await (const piece of inPieces(table)) if (!decodes(piece)) return false;
  return decodes();
};

/**
 * The encoding of a text, from all of its bytes: a mark at its beginning, zeros in every other byte, and else the first of
 * UTF-8 and GB18030 (which holds GBK and GB2312) under which the whole of it is text.
 * @throws UnreadableTable `encoding-unknown`
 */
export const encodingOf = async (table: TableBytes): Promise<TextEncoding> => {
  const head = await firstBytes(table, 4096);
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const unmarked = unmarkedUtf16(head);
  if (unmarked !== undefined) return unmarked;
  if (await isAllUtf8(table)) return "utf-8";
  if (await decodesAs(table, "gb18030")) return "gb18030";
  throw new UnreadableTable("encoding-unknown");
};
