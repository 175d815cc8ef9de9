import type * as z from "zod";
import type { batchAnswer } from "../../shared/contract/batch-routes.ts";
import type { ApiClient } from "./api-client.ts";

export type Batch = z.output<typeof batchAnswer>;

/** A batch with all its refusals, however many answers they come in. */
export const wholeBatch = async (api: ApiClient, archiveId: string, batchId: string): Promise<Batch> => {
  const { cursor, ...first } = await api.getBatch(archiveId, batchId);
  const refused = [...first.refused];
  for (let next = cursor; next !== undefined;) {
    const more = await api.getBatch(archiveId, batchId, next);
    refused.push(...more.refused);
    next = more.cursor;
  }
  return { ...first, refused };
};
