import type { Readable } from "node:stream";
import { promisify } from "node:util";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { UnreadableTable } from "../../domain/table-fault.ts";

/** Parts of a workbook: more are no catalogue's. */
const mostParts = 2000;

/** The parts of an .xlsx file (ECMA-376, a zip), each read on its own. */
export type WorkbookParts = {
  readonly has: (name: string) => boolean;
  /** @throws UnreadableTable when there is no such part, or it is encrypted. */
  readonly open: (name: string) => Promise<Readable>;
  readonly close: () => void;
};

const openZip = promisify<string, yauzl.Options, ZipFile>((path, options, done) => {
  yauzl.open(path, options, (error, zip) => done(error, zip));
});

const listEntries = (zip: ZipFile): Promise<Map<string, Entry>> =>
  new Promise((resolve, reject) => {
    const found = new Map<string, Entry>();
    zip.on("entry", (entry: Entry) => {
      found.set(entry.fileName.replace(/^\//, ""), entry);
      if (found.size > mostParts) reject(new UnreadableTable("workbook-too-large"));
      else zip.readEntry();
    });
    zip.on("end", () => resolve(found));
    zip.on("error", reject);
    zip.readEntry();
  });

const brokenBy = (cause: unknown): UnreadableTable =>
  cause instanceof UnreadableTable ? cause : new UnreadableTable("workbook-broken", {}, undefined, { cause });

/** @throws UnreadableTable `workbook-broken` when the file is no zip. */
export const workbookParts = async (path: string): Promise<WorkbookParts> => {
  const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true } as const;
  const zip = await openZip(path, options).catch((error: unknown) => {
    throw brokenBy(error);
  });
  const entries = await listEntries(zip).catch((error: unknown) => {
    zip.close();
    throw brokenBy(error);
  });
  return {
    has: (name) => entries.has(name),
    open: (name) =>
      new Promise((resolve, reject) => {
        const entry = entries.get(name);
        if (entry === undefined) return reject(new UnreadableTable("workbook-broken"));
        if (entry.isEncrypted()) return reject(new UnreadableTable("workbook-encrypted"));
        try {
          zip.openReadStream(entry, (error, stream) => (error ? reject(brokenBy(error)) : resolve(stream)));
        } catch (error) {
          reject(brokenBy(error));
        }
      }),
    close: () => zip.close(),
  };
};
