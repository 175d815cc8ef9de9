import type { Readable } from "node:stream";
import sax from "sax";

/** What a PREMIS document says, as far as it is asked here. */
export type PremisReading = {
  /** Values of the identifiers of intellectual entities that are items of ours. */
  readonly items: readonly string[];
  readonly files: readonly { readonly identifier: string; readonly sha256: string }[];
  readonly events: number;
};

/** The bytes are no PREMIS document. */
export class PremisUnreadable extends Error {
  constructor(options?: ErrorOptions) {
    super("no PREMIS document", options);
    this.name = "PremisUnreadable";
  }
}

const namespace = "http://www.loc.gov/premis/v3";
const wanted: ReadonlySet<string> = new Set([
  "objectIdentifierType",
  "objectIdentifierValue",
  "messageDigestAlgorithm",
  "messageDigest",
]);
/** Files in one document; a text of what is wanted is much shorter. */
const mostFiles = 100_000;
const longestText = 1000;

type Drawn = { kind: string; type: string; value: string; algorithm: string; digest: string };

/**
 * Reads a PREMIS 3.0 document as it streams by. No entity but those of XML itself is known, so nothing can be blown up inside.
 * @throws PremisUnreadable
 */
export const readPremis = async (source: Readable): Promise<PremisReading> => {
  const parser = sax.parser(true, { xmlns: true, position: false });
  const items: string[] = [];
  const files: { identifier: string; sha256: string }[] = [];
  let [events, depth] = [0, 0];
  let isPremis = false;
  let object: Drawn | undefined;
  let text: string | undefined;
  let broken: Error | undefined;
  const fail = (error: Error): void => {
    broken ??= error;
  };
  parser.onerror = fail;
  parser.onopentag = (tag) => {
    depth += 1;
    if (depth > 64) fail(new RangeError("too deep"));
    if (!("uri" in tag) || tag.uri !== namespace) return;
    if (depth === 1) isPremis = tag.local === "premis";
    if (depth === 2 && tag.local === "event") events += 1;
    if (depth === 2 && tag.local === "object") {
      const kind = Object.values(tag.attributes).find(({ local }) => local === "type")?.value ?? "";
      object = { kind: kind.slice(kind.indexOf(":") + 1), type: "", value: "", algorithm: "", digest: "" };
    }
    text = object !== undefined && depth <= 5 && wanted.has(tag.local) ? "" : undefined;
  };
  parser.ontext = (more) => {
    if (text === undefined) return;
    text += more;
    if (text.length > longestText) fail(new RangeError("too long"));
  };
  parser.onclosetag = (name) => {
    const local = name.slice(name.indexOf(":") + 1);
    if (object !== undefined && text !== undefined) note(object, local, text.trim());
    text = undefined;
    if (depth === 2 && object !== undefined) {
      keep(object);
      object = undefined;
    }
    depth -= 1;
  };
  const keep = ({ kind, type, value, algorithm, digest }: Drawn): void => {
    if (kind === "intellectualEntity" && type === "lantai-item") items.push(value);
    if (kind === "file" && type === "lantai-page" && algorithm === "SHA-256")
      files.push({ identifier: value, sha256: digest.toLowerCase() });
    if (files.length > mostFiles) fail(new RangeError("too many files"));
  };
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const wholeSoFar = (): void => {
    if (broken !== undefined) throw broken;
  };
  const ended = (): void => {
    wholeSoFar();
    if (!isPremis) throw new RangeError("another root");
  };
  try {
    for await (const chunk of source) {
      if (!(chunk instanceof Uint8Array)) continue;
      parser.write(decoder.decode(chunk, { stream: true }));
      wholeSoFar();
    }
    parser.write(decoder.decode());
    parser.close();
    ended();
  } catch (error) {
    // The disk's own errors have a code; those of the text and the parser have none.
    if (error instanceof Error && "syscall" in error) throw error;
    throw new PremisUnreadable({ cause: error });
  }
  return { items, files, events };
};

const note = (object: Drawn, name: string, said: string): void => {
  if (name === "objectIdentifierType" && object.type === "") object.type = said;
  if (name === "objectIdentifierValue" && object.value === "") object.value = said;
  if (name === "messageDigestAlgorithm" && object.algorithm === "") object.algorithm = said;
  if (name === "messageDigest" && object.digest === "") object.digest = said;
};
