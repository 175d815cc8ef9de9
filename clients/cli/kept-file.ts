import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as z from "zod";
import { CliFailure, reasonOf } from "./cli-failure.ts";
import type { Session } from "./session.ts";
import { exitCode } from "./world.ts";

const chunk = z.instanceof(Uint8Array);

/** Bytes pass; their digest is known at the end. */
const digesting = () => {
  const hash = createHash("sha256");
  const through = new Transform({
    transform(data: unknown, _encoding, done) {
      const bytes = chunk.parse(data);
      hash.update(bytes);
      done(null, bytes);
    },
  });
  return { through, digest: () => hash.digest("hex") };
};

/** Fetches what lies at an address into a file. It stands under its name only once it has the digest. */
export const fetchKept = async (address: string, sha256: string, file: string, { world }: Session): Promise<void> => {
  const response = await fetch(address, { signal: world.signal }).catch((error: unknown) => {
    throw new CliFailure(exitCode.unreachable, "serviceUnreachable", {
      url: new URL(address).origin,
      reason: reasonOf(error),
    });
  });
  if (!response.ok || response.body === null)
    throw new CliFailure(exitCode.unreachable, "answerUnreadable", { url: new URL(address).origin });
  const { through, digest } = digesting();
  const partial = `${file}.part`;
  await pipeline(Readable.from(response.body), through, createWriteStream(partial));
  if (digest() === sha256) return rename(partial, file);
  await rm(partial, { force: true });
  throw new CliFailure(exitCode.incomplete, "receiptListChanged");
};

/** @throws CliFailure (usage) when it cannot be read. */
export const textOf = (path: string): Promise<string> =>
  readFile(path, "utf8").catch((error: unknown) => {
    throw new CliFailure(exitCode.usage, "receiptFileMissing", { path, reason: reasonOf(error) });
  });

/** SHA-256 of a file. @throws CliFailure (usage) when it cannot be read. */
export const digestOf = async (path: string): Promise<string> => {
  const { through, digest } = digesting();
  through.resume();
  await pipeline(createReadStream(path), through).catch((error: unknown) => {
    throw new CliFailure(exitCode.usage, "receiptFileMissing", { path, reason: reasonOf(error) });
  });
  return digest();
};
