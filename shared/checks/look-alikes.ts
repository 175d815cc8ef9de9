import type { ScanFacts } from "../domain/scan-facts.ts";

type Likeness = Pick<ScanFacts, "picture" | "words">;
export type LookAlike<T> = { readonly one: T; readonly other: T };

/** Of 256 bits of a picture: what a second scan of a page of text changes, and of one of pictures, which has nothing else. */
const pictureBits = { withWords: 64, alone: 10 } as const;
/** Of 64 numbers of a text: forms of one kind with other names on them share about 45, two readings of one page nearly all. */
const equalWords = 57;
/** A page is compared with so many that resemble it in a part, the nearest before it: a second scan lies beside the first. */
const comparedWith = 32;

/**
 * Pages that look like an earlier one, each once. Only pages that agree in some part are compared, and of those not all, so
 * that a batch of ten thousand like forms takes no longer than one of letters.
 */
export function* lookAlikes<T>(entries: readonly T[], of: (entry: T) => Likeness): Generator<LookAlike<T>> {
  const alike = new Map<string, T[]>();
  for (const other of entries) {
    let told = false;
    for (const part of partsOf(of(other))) {
      const before = alike.get(part) ?? [];
      const one = told ? undefined : before.findLast((earlier) => isAlike(of(earlier), of(other)));
      if (one !== undefined) {
        told = true;
        yield { one, other };
      }
      before.push(other);
      if (before.length > comparedWith) before.shift();
      alike.set(part, before);
    }
  }
}

/** Quarters of the words, or sixteenths of the picture where there are none: what is alike agrees in one of them at least. */
const partsOf = ({ picture, words }: Likeness): string[] =>
  words === undefined
    ? slices(picture, 4).map((part, index) => `picture ${index} ${part}`)
    : slices(words, 64).map((part, index) => `words ${index} ${part}`);

const slices = (text: string, length: number): string[] =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, index) =>
    text.slice(index * length, (index + 1) * length),
  );

const isAlike = (one: Likeness, other: Likeness): boolean => {
  if ((one.words === undefined) !== (other.words === undefined)) return false;
  const bits = differingBits(one.picture, other.picture);
  if (one.words === undefined || other.words === undefined) return bits <= pictureBits.alone;
  return bits <= pictureBits.withWords && sharedWords(one.words, other.words) >= equalWords;
};

const ones = (value: number): number => value.toString(2).replaceAll("0", "").length;

/** How many bits two numbers in hex of equal length differ in. */
export const differingBits = (one: string, other: string): number =>
  slices(one, 8).reduce((sum, part, index) => {
    const with_ = other.slice(index * 8, (index + 1) * 8);
    return sum + ones((parseInt(part, 16) ^ parseInt(with_, 16)) >>> 0);
  }, 0);

/** How many of 64 numbers of four hex digits two texts share. */
const sharedWords = (one: string, other: string): number => {
  const with_ = slices(other, 4);
  return slices(one, 4).filter((word, index) => word === with_[index]).length;
};
