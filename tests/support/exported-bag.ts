import { createHash } from "node:crypto";
import sharp from "sharp";
import { bytesOfBuffer } from "../../shared/bagit/bag-bytes.ts";
import { filesOf } from "../../shared/bagit/bag-source.ts";
import { tarSource } from "../../shared/bagit/tar-source.ts";
import { validateBag } from "../../shared/bagit/validate-bag.ts";

/** A page that no compression makes small: about three bytes for each pixel. */
export const noisyPage = (seed: number, size = 8): Promise<Buffer> => {
  const bytes = Buffer.alloc(size * size * 3);
  let filled = 0;
  for (let round = 0; filled < bytes.length; round += 1)
    filled += createHash("sha512").update(`${seed} ${round}`).digest().copy(bytes, filled);
  return sharp(bytes, { raw: { width: size, height: size, channels: 3 } })
    .png()
    .toBuffer();
};

/** A bag in a tar: what our validator says of it, and its files. */
export const openedBag = async (bytes: Buffer) => {
  const source = tarSource(bytesOfBuffer(bytes), { isCompressed: false });
  const report = await validateBag(source);
  const files = new Map<string, Buffer>();
  for await (const file of filesOf(source.entries())) {
    const chunks: Buffer[] = [];
    for await (const chunk of await file.open()) chunks.push(Buffer.from(chunk as Uint8Array));
    files.set(file.path, Buffer.concat(chunks));
  }
  return { report, files, text: (path: string) => files.get(path)?.toString("utf8") };
};
