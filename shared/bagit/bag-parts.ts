import { Writable } from "node:stream";
import { tarSink } from "./bag-sink.ts";
import type { BagSink, Serialised } from "./bag-sink.ts";
import { tarMember } from "./tar-member.ts";

export type BagParts = {
  /** Length of every part but the last, in bytes. */
  readonly partBytes: number;
  /** Parts that an earlier run has stored. */
  readonly stored: number;
  /** Keeps a part for good; `number` counts from 1. The bytes are valid until it resolves. What it throws ends the writing. */
  readonly store: (number: number, part: Uint8Array) => Promise<void>;
};

/**
 * Writes a tar in parts of equal length, so that each run of a long work goes on where the last one ended: the same bag is the
 * same bytes, so a part is told by its number. What lies in stored parts is passed over; a file that begins in them and ends
 * behind them is read again from its beginning. One part is in memory.
 */
export const tarInParts = ({ partBytes, stored, store }: BagParts, serialised: Serialised): BagSink => {
  const from = stored * partBytes;
  const part = Buffer.alloc(partBytes);
  let position = 0;
  let filled = 0;
  let number = stored;

  const keep = async (): Promise<void> => {
    number += 1;
    await store(number, part.subarray(0, filled));
    filled = 0;
  };
  const take = async (given: Buffer): Promise<void> => {
    let chunk = given.subarray(Math.min(given.length, Math.max(0, from - position)));
    position += given.length;
    while (chunk.length > 0) {
      const taken = chunk.copy(part, filled);
      filled += taken;
      chunk = chunk.subarray(taken);
      if (filled === partBytes) await keep();
    }
  };
  // Nothing is held back: when a write is through, it has been counted.
  const out = new Writable({
    highWaterMark: 1,
    write: (chunk: Buffer, _encoding, done) => {
      take(chunk).then(() => done(), done);
    },
    final: (done) => {
      (filled > 0 ? keep() : Promise.resolve()).then(() => done(), done);
    },
  });
  return {
    ...tarSink(out, serialised),
    passes: (path, bytes) => {
      const { modified, topFolder } = serialised;
      const { header, padding } = tarMember({ name: `${topFolder}/${path}`, bytes, modified, kind: "file" });
      const end = position + header.length + bytes + padding.length;
      if (end > from) return false;
      position = end;
      return true;
    },
  };
};
