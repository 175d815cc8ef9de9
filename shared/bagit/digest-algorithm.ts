/** Names in manifests (RFC 8493 2.4: lower case, letters and digits) by OpenSSL's. SM3 is GB/T 32905-2016. */
const algorithms = {
  md5: { name: "md5", bytes: 16 },
  sha1: { name: "sha1", bytes: 20 },
  sha224: { name: "sha224", bytes: 28 },
  sha256: { name: "sha256", bytes: 32 },
  sha384: { name: "sha384", bytes: 48 },
  sha512: { name: "sha512", bytes: 64 },
  sha512224: { name: "sha512-224", bytes: 28 },
  sha512256: { name: "sha512-256", bytes: 32 },
  sha3224: { name: "sha3-224", bytes: 28 },
  sha3256: { name: "sha3-256", bytes: 32 },
  sha3384: { name: "sha3-384", bytes: 48 },
  sha3512: { name: "sha3-512", bytes: 64 },
  blake2b512: { name: "blake2b512", bytes: 64 },
  blake2s256: { name: "blake2s256", bytes: 32 },
  sm3: { name: "sm3", bytes: 32 },
} as const;

export type Algorithm = keyof typeof algorithms;

export const isAlgorithm = (name: string): name is Algorithm => Object.hasOwn(algorithms, name);

export const opensslName = (algorithm: Algorithm): string => algorithms[algorithm].name;

export const digestBytes = (algorithm: Algorithm): number => algorithms[algorithm].bytes;

/** Against chance only: whoever wants two files of one digest can make them. */
export const isWeak = (algorithm: Algorithm): boolean => algorithm === "md5" || algorithm === "sha1";
