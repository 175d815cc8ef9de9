import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { UnreadableTable } from "../domain/table-fault.ts";

export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "gb18030";

const firstBytes = async (path: string, length: number): Promise<Buffer> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
};

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

const isAllUtf8 = async (path: string): Promise<boolean> => {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    const bytes = Buffer.concat([rest, Buffer.from(chunk)]);
    const complete = completeLength(bytes);
    if (!isUtf8(bytes.subarray(0, complete))) return false;
    rest = Buffer.from(bytes.subarray(complete));
  }
  return rest.length === 0;
};

const decodesAs = async (path: string, encoding: TextEncoding): Promise<boolean> => {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }))
      decoder.decode(Buffer.from(chunk), { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
};

/**
 * The encoding of a text, from all of its bytes: a mark at its beginning, zeros in every other byte, and else the first of
 * UTF-8 and GB18030 (which holds GBK and GB2312) under which the whole of it is text.
 * @throws UnreadableTable `encoding-unknown`
 */
export const encodingOf = async (path: string): Promise<TextEncoding> => {
  const head = await firstBytes(path, 4096);
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const unmarked = unmarkedUtf16(head);
  if (unmarked !== undefined) return unmarked;
  if (await isAllUtf8(path)) return "utf-8";
  if (await decodesAs(path, "gb18030")) return "gb18030";
  throw new UnreadableTable("encoding-unknown");
};
