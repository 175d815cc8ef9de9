/**
 * Words used by both the infrastructure and the functions. Nothing here may import an SDK.
 */

/** The queues of a cell; each has a dead-letter queue of the same name with `-dead` behind it. */
export const queueNames = [
  "intake",
  "ocr",
  "full-text",
  "replication",
  "proof",
  "receipts",
  "erasure",
  "accession",
  "catalogue",
  "bags",
  "hand-over",
  "tests",
  "exports",
  "destructions",
] as const;
export type QueueName = (typeof queueNames)[number];

/** Buckets of a cell: what arrives, what is kept, what must be believed, what leaves as a bag. */
export const bucketPurposes = ["intake", "holdings", "evidence", "exports"] as const;
export type BucketPurpose = (typeof bucketPurposes)[number];

/** Those that refuse to erase: nothing of them goes but by an approved list, or as a copy that is taken back. */
export const keptPurposes = ["intake", "holdings", "evidence"] as const satisfies readonly BucketPurpose[];

/** Tag of the roles that may erase from a bucket, with the value `true`; the bucket refuses everybody else. */
export const erasesTag = (purpose: BucketPurpose): string => `lantai:erases-${purpose}`;

/** Physical names that another region must be able to compute. `account` may be a CloudFormation token. */
export const bucketName = (purpose: BucketPurpose, account: string, region: string): string =>
  `lantai-${purpose}-${account}-${region}`;
export const queueName = (name: QueueName): string => `lantai-${name}`;
export const deadLetterQueueName = (name: QueueName): string => `lantai-${name}-dead`;

/** The topic by which an archive's security officers are told that a batch is held. */
export const officerTopicName = (archiveId: string): string => `lantai-security-${archiveId}`;

/** Under which name KMS knows the key with which an archive signs, in the archive's home region. */
export const signingKeyAlias = (archiveId: string): string => `alias/lantai-signing-${archiveId}`;

/** Under which name KMS knows the key that wraps the archives' people keys, in each region. */
export const peopleKeyAlias = "alias/lantai-people";

/** The bus on which a cell's domain events travel, and the source they carry. */
export const eventBusName = "lantai";
export const eventSource = "lantai";

/** Attributes of the records table. */
export const recordsKey = { partition: "pk", sort: "sk" } as const;
/** Sparse index of pages that still owe work: archive → since when. */
export const owedIndex = { name: "owed", partition: "owedBy", sort: "owedSince" } as const;
/** Sparse index of pages not yet safe: archive and batch → page. */
export const unsafeIndex = { name: "unsafe", partition: "unsafeIn", sort: "sk" } as const;

/** Sparse index of items whose retention runs out some day: archive → the earliest day on which it can have. */
export const dueIndex = { name: "due", partition: "dueIn", sort: "dueOn" } as const;

/** Sparse index of items that belong to a volume: archive and volume → items in order of their codes. It holds keys only. */
export const volumesIndex = { name: "volumes", partition: "inVolume", sort: "pk" } as const;

/** Attributes of the history table: one archive's events in order of time. */
export const historyKey = { partition: "archiveId", sort: "eventId" } as const;
/** Sparse index of the history: item or batch → its events in order of time. It holds keys only. */
export const historiesIndex = { name: "histories", partition: "historyOf", sort: "eventId" } as const;

/** The full-text index of a cell. */
export const searchIndexName = "pages-v1";

/** A message that was delivered this often goes to the dead-letter queue. */
export const maxReceiveCount = {
  intake: 6,
  ocr: 6,
  "full-text": 12,
  replication: 60,
  proof: 60,
  receipts: 60,
  erasure: 60,
  accession: 60,
  catalogue: 60,
  bags: 12,
  "hand-over": 12,
  tests: 60,
  exports: 30,
  destructions: 60,
} as const;

/** The longest time-out of a function that adds to the holdings: after so long nothing begun before can still arrive. */
export const longestWriteSeconds = 180;
