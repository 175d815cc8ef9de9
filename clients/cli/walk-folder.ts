import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { inNaturalOrder } from "./natural-order.ts";

export type FoundFile = {
  /** Below the folder, `/` between the parts. */
  readonly relativePath: string;
  readonly absolutePath: string;
  readonly bytes: number;
  readonly modifiedMilliseconds: number;
};

const listed = async (root: string, below: string): Promise<FoundFile[]> => {
  const entries = await readdir(join(root, below), { withFileTypes: true });
  const found: FoundFile[] = [];
  for (const entry of entries) {
    const relativePath = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      found.push(...(await listed(root, relativePath)));
      continue;
    }
    const absolutePath = join(root, relativePath);
    const facts = await stat(absolutePath).catch(() => undefined);
    // A link to a folder may lead back to where we are; a link to nothing is no file.
    if (facts?.isFile() !== true) continue;
    found.push({ relativePath, absolutePath, bytes: facts.size, modifiedMilliseconds: facts.mtimeMs });
  }
  return found;
};

/** Every file below a folder, in natural order of its path. @throws the error of the file system. */
export const walkFolder = async (root: string): Promise<FoundFile[]> =>
  (await listed(root, "")).sort((a, b) => inNaturalOrder(a.relativePath, b.relativePath));
