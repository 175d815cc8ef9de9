import { createReadStream } from "node:fs";
import type { Dirent } from "node:fs";
import { lstat, opendir } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { withErrors } from "./bag-bytes.ts";
import { BagUnreadable, filesOf } from "./bag-source.ts";
import type { BagEntry, BagSource } from "./bag-source.ts";
import { pathDefect } from "./bag-path.ts";

const unreadable: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EIO", "ENOENT", "ELOOP"]);

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

/** What the file system says of a file it does not give; every other error stays itself. */
const reworded = (path: string) => (error: unknown) =>
  unreadable.has(codeOf(error)) ? new BagUnreadable("file-unreadable", path, { reason: codeOf(error) }) : error;

/** A bag as a folder. Links are never followed: they lead out of the bag, or into it twice. */
export const folderSource = (root: string): BagSource => {
  const openFile = (path: string): Readable =>
    withErrors(createReadStream(join(root, path), { highWaterMark: 1 << 18 }), reworded(path));
  const entryOf = async (path: string, entry: Dirent): Promise<BagEntry> => {
    const defect = (rule: "link" | "not-a-file" | "name-encoding"): BagEntry => ({
      kind: "defect",
      defect: { rule, path, facts: {} },
    });
    // The file system's bytes that are no UTF-8 come as U+FFFD: the file cannot be opened by this name.
    if (path.includes("\ufffd")) return defect("name-encoding");
    const unsafe = pathDefect(path);
    if (unsafe !== undefined) return { kind: "defect", defect: { rule: unsafe, path, facts: {} } };
    if (entry.isDirectory()) return { kind: "folder", path };
    if (entry.isSymbolicLink()) return defect("link");
    if (!entry.isFile()) return defect("not-a-file");
    const { size } = await lstat(join(root, path));
    return { kind: "file", file: { path, bytes: size, open: () => Promise.resolve(openFile(path)) } };
  };
  const walk = async function* (below: string): AsyncGenerator<BagEntry, void> {
    for await (const found of await opendir(join(root, below), { bufferSize: 256 })) {
      const entry = await entryOf(below === "" ? found.name : `${below}/${found.name}`, found);
      yield entry;
      if (entry.kind === "folder") yield* walk(entry.path);
    }
  };
  return {
    topFolder: () => undefined,
    serialisedBytes: undefined,
    entries: () => walk(""),
    files: () => filesOf(walk("")),
    open: async (path) => {
      if (pathDefect(path) !== undefined) throw new BagUnreadable("tag-file-missing", path);
      const facts = await lstat(join(root, path)).catch(() => undefined);
      if (facts?.isFile() !== true) throw new BagUnreadable("tag-file-missing", path);
      return openFile(path);
    },
    close: () => Promise.resolve(),
  };
};
