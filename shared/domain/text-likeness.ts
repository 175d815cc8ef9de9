/** How many numbers stand for a text. */
const numbers = 64;
/** A text of fewer different pairs of characters has no likeness: too many others would share it. */
const leastPairs = 24;

/** Spreads the bits of a number of 32 bits (the finalizer of MurmurHash3). */
const spread = (value: number): number => {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

const pairsOf = (text: string): Set<number> => {
  const characters = Array.from(text.normalize("NFKC").replaceAll(/[\s\p{P}]/gu, ""), (one) => one.codePointAt(0) ?? 0);
  return new Set(characters.slice(1).map((one, index) => Math.imul(characters[index] ?? 0, 0x9e3779b1) ^ one));
};

/**
 * Likeness of a text as 64 numbers of 16 bits in hex (min-wise hashing of its pairs of characters): two texts share about as
 * large a part of the numbers as of their pairs. Undefined for a text too short to tell.
 */
export const textLikeness = (text: string): string | undefined => {
  const pairs = pairsOf(text);
  if (pairs.size < leastPairs) return undefined;
  return Array.from({ length: numbers }, (_, index) => {
    const seed = Math.imul(index + 1, 0x27d4eb2f);
    let least = 0xffffffff;
    for (const pair of pairs) least = Math.min(least, spread(pair ^ seed));
    return (least & 0xffff).toString(16).padStart(4, "0");
  }).join("");
};
