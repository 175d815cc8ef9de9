import type { Readable } from "node:stream";
import type { Facts } from "../domain/sentence.ts";
import type { BagRule } from "./bag-rule.ts";

/** A file of a bag. `path` is relative to the bag, `/` between the parts, as the bag spells it. */
export type BagFile = {
  readonly path: string;
  readonly bytes: number;
  /** Its bytes; to be read to the end, or destroyed, before the next file is asked for. */
  open(): Promise<Readable>;
};

/** What lies in the place of a file and breaks a rule by being there. */
export type BagDefect = { readonly rule: BagRule; readonly path?: string; readonly facts: Facts };

export type BagEntry =
  | { readonly kind: "file"; readonly file: BagFile }
  /** A folder, where the source knows of folders; the payload folder may be empty. */
  | { readonly kind: "folder"; readonly path: string }
  | { readonly kind: "defect"; readonly defect: BagDefect };

/**
 * A bag as it lies somewhere: a folder, a zip, a tar. Everything is read as a stream; nothing but names of tag files is kept.
 * What cannot be read because of how the bag was made is a defect of `entries`, or a `BagUnreadable`; every other error
 * (a disk, a network) is thrown as it is: it says nothing about the bag.
 */
export type BagSource = {
  /** Name of the top folder inside a serialised bag, once `entries` was walked; undefined for a folder. */
  topFolder(): string | undefined;
  /** Bytes of the serialised form, undefined for a folder. */
  readonly serialisedBytes: number | undefined;
  /** Everything in the bag in the order in which it is read fastest; may be asked for again. */
  entries(): AsyncIterable<BagEntry>;
  /** The files of `entries`. @throws BagUnreadable at the first defect. */
  files(): AsyncIterable<BagFile>;
  /** The bytes of one file. @throws BagUnreadable `tag-file-missing` when there is none. */
  open(path: string): Promise<Readable>;
  close(): Promise<void>;
};

/** The bag itself cannot be read. */
export class BagUnreadable extends Error {
  readonly defect: BagDefect;

  constructor(rule: BagRule, path?: string, facts: Facts = {}) {
    super(path === undefined ? rule : `${rule}: ${path}`);
    this.name = "BagUnreadable";
    this.defect = { rule, facts, ...(path === undefined ? {} : { path }) };
  }
}

/** The files of a walk, for whoever wants no bag with defects. */
export async function* filesOf(entries: AsyncIterable<BagEntry>): AsyncIterable<BagFile> {
  for await (const entry of entries) {
    if (entry.kind === "file") yield entry.file;
    if (entry.kind === "defect") throw new BagUnreadable(entry.defect.rule, entry.defect.path, entry.defect.facts);
  }
}
