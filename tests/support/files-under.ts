import { readFile, readdir } from "node:fs/promises";
import path from "node:path";

/** What a file system says of a file or folder that was moved or removed since it was listed. */
const gone = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";

/** Paths of the files under `folder`, of a host at work: what it moves or removes meanwhile may be left out. */
export const filesUnder = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (gone(error)) return [];
    throw error;
  });
  const found: string[] = [];
  for (const entry of entries) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await filesUnder(at)));
    else if (entry.isFile()) found.push(at);
  }
  return found;
};

/** Paths of the files under `folder` that hold just `bytes`. */
export const filesHolding = async (folder: string, bytes: Buffer): Promise<string[]> => {
  const found: string[] = [];
  for (const file of await filesUnder(folder)) {
    const held = await readFile(file).catch((error: unknown) => {
      if (gone(error)) return undefined;
      throw error;
    });
    if (held?.equals(bytes)) found.push(file);
  }
  return found;
};
