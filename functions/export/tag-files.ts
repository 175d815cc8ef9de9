import { createHash } from "node:crypto";
import type { GrowingFile } from "./growing-file.ts";
import type { TagLine } from "./plan-lines.ts";

type Content = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** Tag files of a bag, as they are made: their bytes one behind the other, and a line of JSON for each. */
export const tagFiles = (bytes: GrowingFile, lines: GrowingFile) => {
  let made = 0;
  return {
    made: (): number => made,
    async add(path: string, content: Content): Promise<void> {
      const at = bytes.bytes();
      const [sha256, sha512] = [createHash("sha256"), createHash("sha512")];
      for await (const piece of content) {
        const chunk = typeof piece === "string" ? Buffer.from(piece) : piece;
        sha256.update(chunk);
        sha512.update(chunk);
        await bytes.write(chunk);
      }
      const line: TagLine = {
        path,
        bytes: bytes.bytes() - at,
        sha256: sha256.digest("hex"),
        sha512: sha512.digest("hex"),
        at,
      };
      await lines.write(Buffer.from(`${JSON.stringify(line)}\n`));
      made += 1;
    },
  };
};
export type TagFiles = ReturnType<typeof tagFiles>;
