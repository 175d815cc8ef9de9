import type { BagRule } from "./bag-rule.ts";
import { pathDefect, withoutDots, withoutParents } from "./bag-path.ts";
import { isDraft } from "./bag-version.ts";
import type { BagVersion } from "./bag-version.ts";
import { digestBytes } from "./digest-algorithm.ts";
import type { Algorithm } from "./digest-algorithm.ts";

export type ManifestLine = {
  /** As a file of the bag is called; what was percent-encoded is decoded. */
  readonly path: string;
  readonly digest: Buffer;
  /** Departures that are taken. */
  readonly warnings: readonly BagRule[];
};

export type ManifestReading =
  ({ readonly ok: true } & ManifestLine) | { readonly ok: false; readonly rule: BagRule; readonly path?: string };

const escapes: Readonly<Record<string, string>> = { "%0a": "\n", "%0d": "\r", "%25": "%" };

/** Decodes CR, LF and, since 1.0, `%` itself, and only those (RFC 8493 2.1.3). */
export const decodedPath = (text: string, version: BagVersion): string =>
  text.replaceAll(isDraft(version) ? /%0[ad]/gi : /%(?:0[ad]|25)/gi, (code) => escapes[code.toLowerCase()] ?? code);

const encodings: Readonly<Record<string, string>> = { "\n": "%0A", "\r": "%0D", "%": "%25" };

/** The path as a manifest of BagIt 1.0 spells it. */
export const encodedPath = (path: string): string => path.replaceAll(/[\n\r%]/g, (char) => encodings[char] ?? char);

/**
 * Reads a line of a manifest (RFC 8493 2.1.3): digest in hex, blanks, path. The asterisk of `md5sum -b` and a leading `./`
 * are taken with a warning.
 */
export const readManifestLine = (text: string, algorithm: Algorithm, version: BagVersion): ManifestReading => {
  const line = /^([0-9A-Fa-f]+)[ \t]+(\*?)(.+)$/su.exec(text);
  if (line === null) return { ok: false, rule: "manifest-line-malformed" };
  const [, hex = "", mark = "", name = ""] = line;
  const path = decodedPath(name, version);
  const plain = plainPath(path, version);
  const defect = pathDefect(plain);
  if (defect !== undefined) return { ok: false, rule: defect, path };
  if (hex.length !== digestBytes(algorithm) * 2) return { ok: false, rule: "manifest-digest-length", path };
  if (plain === "") return { ok: false, rule: "manifest-line-malformed" };
  const warnings: BagRule[] = [];
  if (mark !== "") warnings.push("manifest-md5sum-mark");
  if (plain !== path) warnings.push("manifest-path-dot");
  return { ok: true, path: plain, digest: Buffer.from(hex, "hex"), warnings };
};

/** Without `./`; in a draft also without a `..` that stays in the bag, which they did not forbid. */
const plainPath = (path: string, version: BagVersion): string => {
  const plain = withoutDots(path);
  return isDraft(version) && plain.includes("..") ? (withoutParents(plain) ?? plain) : plain;
};

/** `manifest-sha256.txt`: what it lists, and the algorithm as its name spells it. */
export const readManifestName = (
  fileName: string,
): { readonly kind: "payload" | "tag"; readonly algorithm: string } | undefined => {
  const [, tag, algorithm] = /^(tag)?manifest-([A-Za-z0-9_-]+)\.txt$/.exec(fileName) ?? [];
  return algorithm === undefined ? undefined : { kind: tag === undefined ? "payload" : "tag", algorithm };
};
