import type * as z from "zod";
import type { missingAnswer } from "../../shared/contract/batch-routes.ts";
import type { ApiClient } from "./api-client.ts";

export type ObjectRefusal = z.output<typeof missingAnswer>["refused"][number];

/** What the archive says of the objects it was asked about; the rest it holds. */
export type Comparison = {
  readonly missing: ReadonlySet<string>;
  readonly refused: ReadonlyMap<string, ObjectRefusal>;
};

/** Contract of `POST …/missing`. */
const mostAtOnce = 1000;

/** Asks which objects the archive lacks and which it has refused with these very bytes. */
export const compareWithArchive = async (
  api: ApiClient,
  archiveId: string,
  batchId: string,
  objects: readonly { readonly key: string; readonly sha256: string }[],
): Promise<Comparison> => {
  const missing = new Set<string>();
  const refused = new Map<string, ObjectRefusal>();
  for (let at = 0; at < objects.length; at += mostAtOnce) {
    const asked = objects.slice(at, at + mostAtOnce).map(({ key, sha256 }) => ({ key, sha256 }));
    const answer = await api.listMissing(archiveId, batchId, asked);
    for (const key of answer.missing) missing.add(key);
    for (const refusal of answer.refused) refused.set(refusal.key, refusal);
  }
  return { missing, refused };
};
