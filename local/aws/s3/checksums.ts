import { createHash } from "node:crypto";
import * as z from "zod";
import {
  CRC32_POLYNOMIAL,
  CRC32C_POLYNOMIAL,
  CRC64NVME_POLYNOMIAL,
  combineCrcs,
  startCrc32,
  startCrc32c,
  startCrc64Nvme,
  type RunningCrc,
} from "./crc.ts";

/** The additional checksums of "Checking object integrity in Amazon S3". */
export const CHECKSUM_ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;
export const checksumAlgorithm = z.enum(CHECKSUM_ALGORITHMS);
export type ChecksumAlgorithm = z.infer<typeof checksumAlgorithm>;

/** `COMPOSITE` is the checksum of the parts' checksums, followed by `-` and their number. */
export const checksumType = z.enum(["FULL_OBJECT", "COMPOSITE"]);
export type ChecksumType = z.infer<typeof checksumType>;

/** `value` is base64, as S3 writes it. */
export const checksum = z.object({ algorithm: checksumAlgorithm, type: checksumType, value: z.string() });
export type Checksum = z.infer<typeof checksum>;

/** What S3 computes when the client asks for nothing. */
export const DEFAULT_ALGORITHM: ChecksumAlgorithm = "CRC64NVME";

export const checksumHeader = (algorithm: ChecksumAlgorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`;
export const checksumElement = (algorithm: ChecksumAlgorithm): string => `Checksum${algorithm}`;

export type RunningChecksum = { update(bytes: Uint8Array): void; digest(): string };

export const startChecksum = (algorithm: ChecksumAlgorithm): RunningChecksum => {
  switch (algorithm) {
    case "CRC32":
      return encoded(startCrc32(), 32);
    case "CRC32C":
      return encoded(startCrc32c(), 32);
    case "CRC64NVME":
      return encoded(startCrc64Nvme(), 64);
    case "SHA1":
    case "SHA256": {
      const hash = createHash(algorithm.toLowerCase());
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("base64") };
    }
  }
};

/** Whether a multipart object may have this kind of checksum ("Full object and composite checksum types"). */
export const supportsType = (algorithm: ChecksumAlgorithm, type: ChecksumType): boolean =>
  type === "COMPOSITE" ? algorithm !== "CRC64NVME" : algorithm !== "SHA1" && algorithm !== "SHA256";

export const defaultType = (algorithm: ChecksumAlgorithm): ChecksumType =>
  algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE";

/** The checksum of a multipart object from those of its parts (base64) and their sizes in bytes. */
export const checksumOfParts = (
  algorithm: ChecksumAlgorithm,
  type: ChecksumType,
  parts: readonly { readonly value: string; readonly size: number }[],
): Checksum => {
  if (type === "COMPOSITE") {
    const running = startChecksum(algorithm);
    for (const part of parts) running.update(Buffer.from(part.value, "base64"));
    return { algorithm, type, value: `${running.digest()}-${parts.length}` };
  }
  return { algorithm, type, value: combineParts(algorithm, parts) };
};

const combineParts = (
  algorithm: ChecksumAlgorithm,
  parts: readonly { readonly value: string; readonly size: number }[],
): string => {
  if (!supportsType(algorithm, "FULL_OBJECT")) throw new Error(`${algorithm} of parts does not combine`);
  const width = algorithm === "CRC64NVME" ? 64 : 32;
  const combine = combineCrcs(polynomialOf(algorithm), width);
  const total = parts.reduce((crc, part) => combine(crc, toNumber(part.value), part.size), 0n);
  return toBase64(total, width);
};

const polynomialOf = (algorithm: ChecksumAlgorithm): bigint =>
  algorithm === "CRC64NVME" ? CRC64NVME_POLYNOMIAL : algorithm === "CRC32C" ? CRC32C_POLYNOMIAL : CRC32_POLYNOMIAL;

const encoded = (crc: RunningCrc, width: 32 | 64): RunningChecksum => ({
  update: (bytes) => crc.update(bytes),
  digest: () => toBase64(crc.value(), width),
});

const toBase64 = (value: bigint, width: 32 | 64): string =>
  Buffer.from(value.toString(16).padStart(width / 4, "0"), "hex").toString("base64");

const toNumber = (base64: string): bigint => BigInt(`0x0${Buffer.from(base64, "base64").toString("hex")}`);
