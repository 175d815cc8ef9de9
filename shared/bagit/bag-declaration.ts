import type { Finding } from "./bag-rule.ts";
import { isDraft, knownVersion } from "./bag-version.ts";
import type { BagVersion } from "./bag-version.ts";
import { decodingOf } from "./tag-text.ts";

export type BagDeclaration = { readonly version: BagVersion; readonly encoding: string };

type Reading = { readonly declaration?: BagDeclaration; readonly findings: readonly Finding[] };

const path = "bagit.txt";
const found = (rule: Finding["rule"], facts: Finding["facts"] = {}): Finding => ({ rule, path, facts });

/** Bytes of a declaration that are looked at; two lines need far less. */
export const longestDeclaration = 4096;

const shown = (text: string): string => JSON.stringify(text.slice(0, 80));

/** One space after the colon, none elsewhere (RFC 8493 2.1.1). */
const declared = (label: string, line: string | undefined): { value: string; asWritten: boolean } | undefined => {
  const [, name = "", value = ""] = /^([A-Za-z-]+): (\S+)$/.exec(line ?? "") ?? [];
  return name.toLowerCase() === label.toLowerCase() ? { value, asWritten: name === label } : undefined;
};

/** Reads `bagit.txt` (RFC 8493 2.1.1): exactly two lines of UTF-8 without byte-order mark. */
export const readDeclaration = (bytes: Uint8Array): Reading => {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { findings: [found("declaration-bom")] };
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { findings: [found("declaration-malformed", { line: 1, text: "?" })] };
  }
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  const version = declared("BagIt-Version", lines[0]);
  if (version === undefined || !/^\d+\.\d+$/.test(version.value))
    return { findings: [found("declaration-malformed", { line: 1, text: shown(lines[0] ?? "") })] };
  const known = knownVersion(version.value);
  if (known === undefined) return { findings: [found("version-unknown", { version: version.value })] };
  const encoding = declared("Tag-File-Character-Encoding", lines[1]);
  if (encoding === undefined)
    return { findings: [found("declaration-malformed", { line: 2, text: shown(lines[1] ?? "") })] };
  if (decodingOf(encoding.value) === undefined)
    return { findings: [found("encoding-unknown", { encoding: encoding.value })] };
  const findings: Finding[] = [];
  if (!version.asWritten || !encoding.asWritten)
    findings.push(
      isDraft(known)
        ? found("declaration-label-case")
        : found("declaration-malformed", {
            line: version.asWritten ? 2 : 1,
            text: shown(lines[version.asWritten ? 1 : 0] ?? ""),
          }),
    );
  if (lines.length > 2) findings.push(found("declaration-extra-lines", { lines: lines.length }));
  return { declaration: { version: known, encoding: encoding.value }, findings };
};
