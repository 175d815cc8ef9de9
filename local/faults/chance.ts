import { createHash } from "node:crypto";

/**
 * A number from 0 up to 1 that depends on its arguments alone: the `count`-th draw of a stream of chance. What is drawn
 * from one stream says nothing about another, so that a run replays however its places take turns.
 */
export const draw = (seed: number, stream: string, count: number): number =>
  createHash("sha256").update(`${seed}\n${stream}\n${count}`).digest().readUInt32BE(0) / 2 ** 32;
