import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";

/** A file as bytes that can be read from anywhere: on a disk, or an object in S3. */
export type TableBytes = {
  readonly size: number;
  /** From `start` up to, without, `end`. */
  readonly read: (start: number, end: number) => Readable;
};

/** @throws the error of the file system. */
export const tableOnDisk = async (path: string): Promise<TableBytes> => {
  const { size } = await stat(path);
  return {
    size,
    read: (start, end) => (end <= start ? Readable.from([]) : createReadStream(path, { start, end: end - 1 })),
  };
};

/** Bytes of one piece: what is in memory of a file that is read slowly, and read at once, so that no line waits for long. */
const pieceBytes = 4 * 1024 * 1024;

const gathered = async (stream: Readable): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** All bytes from `start` on, each piece of them read to its end before the first of it is handed on. */
export async function* inPieces({ size, read }: TableBytes, start = 0): AsyncGenerator<Buffer> {
  for (let from = start; from < size; from += pieceBytes) yield gathered(read(from, Math.min(size, from + pieceBytes)));
}

/** The first bytes, up to `length` of them. */
export const firstBytes = ({ size, read }: TableBytes, length: number): Promise<Buffer> =>
  gathered(read(0, Math.min(size, length)));
