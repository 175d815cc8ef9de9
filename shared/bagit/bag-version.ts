/** Versions of BagIt that are read, oldest first: the drafts, and RFC 8493. */
export const bagVersions = ["0.93", "0.94", "0.95", "0.96", "0.97", "1.0"] as const;
export type BagVersion = (typeof bagVersions)[number];

export const knownVersion = (text: string): BagVersion | undefined => bagVersions.find((version) => version === text);

/** The drafts allowed what RFC 8493 forbids. */
export const isDraft = (version: BagVersion): boolean => version !== "1.0";

/** Where the bag's metadata lie: the drafts up to 0.95 called the file otherwise. */
export const infoFiles = (version: BagVersion): readonly string[] =>
  version === "0.93" || version === "0.94" || version === "0.95"
    ? ["bag-info.txt", "package-info.txt"]
    : ["bag-info.txt"];
