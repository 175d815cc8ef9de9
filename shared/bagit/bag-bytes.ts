import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";

/** A serialised bag as bytes that can be read from anywhere: a file, or an object in S3. */
export type BagBytes = {
  readonly size: number;
  /** From `start` up to, without, `end`. */
  read(start: number, end: number): Readable;
  close(): Promise<void>;
};

/** @throws the error of the file system. */
export const bytesOfFile = async (path: string): Promise<BagBytes> => {
  const { size } = await stat(path);
  return {
    size,
    read: (start, end) =>
      end <= start ? Readable.from([]) : createReadStream(path, { start, end: end - 1, highWaterMark: 1 << 18 }),
    close: () => Promise.resolve(),
  };
};

export const bytesOfBuffer = (buffer: Buffer): BagBytes => ({
  size: buffer.length,
  read: (start, end) => Readable.from(end <= start ? [] : [buffer.subarray(start, end)], { objectMode: false }),
  close: () => Promise.resolve(),
});

/** A stream whose errors are said in other words. */
export const withErrors = (stream: Readable, reworded: (error: unknown) => unknown): Readable => {
  const read = async function* (): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of stream) if (chunk instanceof Buffer) yield chunk;
    } catch (error) {
      throw reworded(error);
    }
  };
  return Readable.from(read(), { objectMode: false });
};
