import { Readable } from "node:stream";

/** A place in bytes that come one after another. */
export type ByteCursor = {
  position(): number;
  /** The next `count` bytes; fewer at the end. */
  take(count: number): Promise<Buffer>;
  /** Goes on to a later place; false when the bytes end before. */
  goTo(position: number): Promise<boolean>;
  /** The next `count` bytes as a stream, which fails with `cutShort()` when they end before. */
  stream(count: number, cutShort: () => Error): Readable;
  close(): Promise<void>;
};

/** Nearer places are reached by reading on: to ask again costs more. */
const readOnBytes = 1 << 20;

/**
 * A cursor over bytes that `open` gives from a place on. `canSeek` false: only from the beginning, so that places in between
 * are read over.
 */
export const byteCursor = (open: (position: number) => AsyncIterable<unknown>, canSeek: boolean): ByteCursor => {
  let at = 0;
  let chunks: AsyncIterator<unknown> | undefined;
  let held: Buffer = Buffer.alloc(0);
  /** Pulls come one after another: a stream that was let go may still be in the middle of one. */
  let before: Promise<unknown> = Promise.resolve();

  const pull = async (most: number): Promise<Buffer> => {
    while (held.length === 0) {
      chunks ??= open(at)[Symbol.asyncIterator]();
      const next = await chunks.next();
      if (next.done === true) return held;
      if (next.value instanceof Uint8Array)
        held = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.length);
    }
    const part = held.subarray(0, most);
    held = held.subarray(part.length);
    at += part.length;
    return part;
  };
  const inTurn = <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const turn = before.then(work, work);
    before = turn.catch(() => undefined);
    return turn;
  };
  const letGo = async (): Promise<void> => {
    await chunks?.return?.();
    chunks = undefined;
    held = Buffer.alloc(0);
  };
  return {
    position: () => at,
    take: (count) =>
      inTurn(async () => {
        const parts: Buffer[] = [];
        for (let left = count; left > 0;) {
          const part = await pull(left);
          if (part.length === 0) break;
          parts.push(part);
          left -= part.length;
        }
        return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
      }),
    goTo: (position) =>
      inTurn(async () => {
        if (canSeek && position - at > held.length + readOnBytes) {
          await letGo();
          at = position;
          return true;
        }
        while (at < position) if ((await pull(position - at)).length === 0) return false;
        return true;
      }),
    stream: (count, cutShort) => {
      const read = async function* (): AsyncGenerator<Buffer> {
        for (let left = count; left > 0;) {
          const part = await inTurn(() => pull(left));
          if (part.length === 0) throw cutShort();
          left -= part.length;
          yield part;
        }
      };
      return Readable.from(read(), { objectMode: false });
    },
    close: () => inTurn(letGo),
  };
};
