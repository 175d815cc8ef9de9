import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

/** A file on the function's own disk that is written from its beginning; its length and digest are known at the end. */
export const growingFile = (path: string) => {
  const hash = createHash("sha256");
  const out = createWriteStream(path);
  // Told by the next write, or at the end.
  out.on("error", () => undefined);
  let bytes = 0;
  return {
    bytes: (): number => bytes,
    async write(chunk: Uint8Array): Promise<void> {
      if (out.errored !== null) throw out.errored;
      hash.update(chunk);
      bytes += chunk.length;
      if (!out.write(chunk)) await once(out, "drain");
    },
    async end(): Promise<{ readonly path: string; readonly bytes: number; readonly sha256: string }> {
      out.end();
      await finished(out);
      return { path, bytes, sha256: hash.digest("hex") };
    },
  };
};
export type GrowingFile = ReturnType<typeof growingFile>;
