/** Where the bag of an export lies in the exports bucket. */
export const exportedBagKey = (archiveId: string, exportId: string): string => `bag/${archiveId}/${exportId}.tar`;

/** Where lies what an export needs while it is written. */
export const exportWorkKey = (archiveId: string, exportId: string, name: string): string =>
  `work/${archiveId}/${exportId}/${name}`;
