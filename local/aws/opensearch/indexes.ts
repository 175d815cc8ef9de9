import type { IndexFile } from "./index-file.ts";

/** The region's indexes, by name. */
export type Indexes = {
  /** Throws `OpenSearchError` 404. */
  readonly open: (index: string) => IndexFile;
  readonly create: (index: string, body: { settings: Record<string, unknown>; mappings: unknown }) => void;
  readonly drop: (index: string) => void;
  readonly has: (index: string) => boolean;
};
