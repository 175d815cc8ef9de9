import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** A check that cannot be made passes on a bare machine, and fails where every peer is promised. */
const allPeersPromised = process.env["LANTAI_REQUIRE_PEERS"] === "1";

const onPath = (name: string): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });

/**
 * Where a program lies that a conformance suite compares with or drives; `undefined`, said aloud, where it is not installed.
 *
 * @throws Error when it is not installed and `LANTAI_REQUIRE_PEERS=1`.
 */
export const peerProgram = (name: string, package_: string): string | undefined => found(name, package_, onPath(name));

/** The same for a file that belongs to no program, such as a library's archive. */
export const peerFile = (file: string, package_: string): string | undefined => {
  try {
    accessSync(file, constants.R_OK);
    return file;
  } catch {
    return found(file, package_, undefined);
  }
};

const found = (what: string, package_: string, at: string | undefined): string | undefined => {
  if (at !== undefined) return at;
  const missing = `${what} is not installed (Debian package ${package_}): what is compared with it is left out`;
  if (allPeersPromised) throw new Error(missing);
  process.stderr.write(`${missing}\n`);
  return undefined;
};
