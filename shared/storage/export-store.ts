import { GetCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DomainEvent } from "../../events/domain-event.ts";
import { owedIndex } from "../contract/names.ts";
import { exportJob, hasEnded, type ExportJob } from "../domain/export-job.ts";
import { eventWrite } from "./history.ts";
import { owedRecords } from "./owed-records.ts";
import { exportKey } from "./record-keys.ts";
import { commit, putUnlessMoved } from "./transaction.ts";

/** Partition of the `owed` index: an archive's exports that have not come to their end. */
export const owedExports = (archiveId: string): string => `export#${archiveId}`;

type Tables = { readonly records: string; readonly history?: string };

/** Exports of an archive, at its home. */
export const exportStore = (documents: DynamoDBDocumentClient, { records, history }: Tables) => {
  /** `since`: when the last step was made, from which on the next is owed. */
  const put = (before: ExportJob | undefined, after: ExportJob, since: string) => ({
    TableName: records,
    Item: {
      ...exportKey(after.archiveId, after.exportId),
      record: after,
      ...(hasEnded(after) ? {} : { [owedIndex.partition]: owedExports(after.archiveId), [owedIndex.sort]: since }),
    },
    ...(before === undefined
      ? { ConditionExpression: "attribute_not_exists(pk)" }
      : {
          ConditionExpression: "#record.#writes = :writes",
          ExpressionAttributeNames: { "#record": "record", "#writes": "writes" },
          ExpressionAttributeValues: { ":writes": before.writes },
        }),
  });
  return {
    async get(archiveId: string, exportId: string): Promise<ExportJob | undefined> {
      const Key = exportKey(archiveId, exportId);
      const { Item } = await documents.send(new GetCommand({ TableName: records, Key, ConsistentRead: true }));
      return Item === undefined ? undefined : exportJob.parse(Item["record"]);
    },

    /** Exports of an archive that have stood still since before `before`, the oldest first. */
    async owed(archiveId: string, before: string, limit: number): Promise<ExportJob[]> {
      const owed = await owedRecords(documents, records, { owedBy: owedExports(archiveId), before, limit });
      return owed.map((found) => exportJob.parse(found));
    },

    /** @throws StateMoved when another worker has gone on with the export. */
    step: (before: ExportJob, after: ExportJob, at: string): Promise<void> =>
      putUnlessMoved(documents, put(before, after, at)),

    /** A step that the history tells. @throws StateMoved when the export is no longer as it was before. */
    async tell(before: ExportJob | undefined, after: ExportJob, event: DomainEvent): Promise<void> {
      if (history === undefined) throw new TypeError("who asks for exports or ends them tells the history");
      await commit(documents, [{ Put: put(before, after, event.time) }, eventWrite(history, event)]);
    },
  };
};
export type ExportStore = ReturnType<typeof exportStore>;
