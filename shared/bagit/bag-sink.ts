import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { tarMember, tarEnd } from "./tar-member.ts";

/** Where a bag is written: file after file, each to its end. Paths are relative to the bag. */
export type BagSink = {
  put(path: string, bytes: number, content: Readable): Promise<void>;
  /** The payload folder, which may stay empty. */
  folder(path: string): Promise<void>;
  /** Whether an earlier part of writing has brought the next file whole; then it counts as put. */
  passes?(path: string, bytes: number): boolean;
  end(): Promise<void>;
};

/** How a serialised bag is written. The same bag at the same `modified` is the same bytes. */
export type Serialised = { readonly topFolder: string; readonly modified: Date };

/** Writes a folder, which must not be there. @throws the error of the file system. */
export const folderSink = async (root: string): Promise<BagSink> => {
  await mkdir(root);
  return {
    put: async (path, _, content) => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await pipeline(content, createWriteStream(join(root, path), { flags: "wx" }));
    },
    folder: async (path) => {
      await mkdir(join(root, path), { recursive: true });
    },
    end: () => Promise.resolve(),
  };
};

const written = async (out: Writable, chunk: Uint8Array): Promise<void> => {
  if (out.errored !== null) throw out.errored;
  if (!out.write(chunk))
    await new Promise<void>((resolve, reject) => {
      const free = (): void => {
        out.off("drain", drained).off("error", failed).off("close", closed);
      };
      const drained = (): void => (free(), resolve());
      const failed = (error: Error): void => (free(), reject(error));
      const closed = (): void => (free(), reject(new Error("the output was closed")));
      out.once("drain", drained).once("error", failed).once("close", closed);
    });
};

/** Writes a tar (ustar; pax where a name or a size needs it). @throws RangeError when a file is not as long as stated. */
export const tarSink = (out: Writable, { topFolder, modified }: Serialised): BagSink => {
  // Looked at before each write, and at the end.
  out.on("error", () => undefined);
  return {
    put: async (path, bytes, content) => {
      const { header, padding } = tarMember({ name: `${topFolder}/${path}`, bytes, modified, kind: "file" });
      await written(out, header);
      let left = bytes;
      for await (const chunk of content) {
        if (!(chunk instanceof Uint8Array)) continue;
        left -= chunk.length;
        if (left < 0) throw new RangeError(`${path} is longer than stated`);
        await written(out, chunk);
      }
      if (left > 0) throw new RangeError(`${path} is shorter than stated`);
      await written(out, padding);
    },
    folder: async (path) => {
      await written(out, tarMember({ name: `${topFolder}/${path}/`, bytes: 0, modified, kind: "folder" }).header);
    },
    end: async () => {
      await written(out, tarEnd);
      out.end();
      await finished(out);
    },
  };
};

/** Writes a zip without compression; zip64 where sizes need it. @throws RangeError when a file is not as long as stated. */
export const zipSink = (out: Writable, { topFolder, modified }: Serialised): BagSink => {
  const zip = new ZipFile();
  const ended = pipeline(zip.outputStream, out);
  // Awaited at the end; told before by whoever is being written.
  ended.catch(() => undefined);
  const failed = new Promise<never>((_, reject) => {
    zip.on("error", reject);
    ended.catch(reject);
  });
  failed.catch(() => undefined);
  return {
    put: async (path, bytes, content) => {
      zip.addReadStream(content, `${topFolder}/${path}`, {
        size: bytes,
        compress: false,
        mtime: modified,
        mode: 0o100644,
      });
      await Promise.race([finished(content, { writable: false }), failed]);
    },
    folder: (path) => {
      zip.addEmptyDirectory(`${topFolder}/${path}/`, { mtime: modified, mode: 0o40755 });
      return Promise.resolve();
    },
    end: async () => {
      zip.end();
      await Promise.race([ended, failed]);
    },
  };
};
