import type { BagRule } from "./bag-rule.ts";

/** Longest path (UTF-8 bytes) and deepest nesting that is taken. */
const longestPath = 4096;
const deepestPath = 64;

const windowsDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
const windowsCharacter = /[<>:"|?*]/;
/** Also what reorders text on a screen: a name must be what it looks like. LF and CR are allowed where they were encoded. */
const controlCharacter = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f\u0080-\u009f\u202a-\u202e\u2066-\u2069]/;

/** Why a path of a bag may not be used on this machine or any other (RFC 8493 5.1); undefined when it may. */
export const pathDefect = (path: string): BagRule | undefined => {
  if (path.includes("\\")) return "path-backslash";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "path-absolute";
  if (path.startsWith("~")) return "path-home";
  if (controlCharacter.test(path) || !path.isWellFormed()) return "path-control-character";
  const parts = path.split("/");
  if (parts.includes("..")) return "path-parent";
  if (parts.includes("")) return "path-empty-part";
  return parts.length > deepestPath || Buffer.byteLength(path) > longestPath ? "path-too-long" : undefined;
};

/** A name that Windows cannot hold (RFC 8493 6.1.2): the bag cannot be unpacked there as it is. */
export const isOddOnWindows = (path: string): boolean =>
  path.split("/").some((part) => windowsDevice.test(part) || windowsCharacter.test(part) || /[. ]$/.test(part));

/** Without parts that mean the folder itself (`./`). */
export const withoutDots = (path: string): string =>
  /(?:^|\/)\.(?:\/|$)/.test(path)
    ? path
        .split("/")
        .filter((part) => part !== ".")
        .join("/")
    : path;

/** The path with its `..` taken as what they mean; undefined when it leads out of the folder. */
export const withoutParents = (path: string): string | undefined => {
  const kept: string[] = [];
  for (const part of path.split("/"))
    if (part !== "..") kept.push(part);
    else if (kept.pop() === undefined) return undefined;
  return kept.join("/");
};

/** Equal for names that some file systems take for one and the same. */
export const foldedPath = (path: string): string => path.normalize("NFC").toLowerCase().normalize("NFC");

export const isPayload = (path: string): boolean => path.startsWith("data/");
