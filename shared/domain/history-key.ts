import { archiveId } from "../contract/archives.ts";
import { batchName } from "../contract/accession.ts";
import { parseArchivalCode } from "./archival-code.ts";

const fileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,60}\.premis\.xml$/;

/** Of which item a history came, and with which batch. `archivalCode` is canonical. */
export type HistoryKey = { readonly archiveId: string; readonly batchId: string; readonly archivalCode: string };

/**
 * Reads the key of an item's history in the intake bucket, as an earlier keeper exported it:
 * `{archiveId}/{batchId}/{档号}/{name}.premis.xml`. Undefined for every other key.
 */
export const parseHistoryKey = (key: string): HistoryKey | undefined => {
  const [archive, batch, code = "", file = "", ...more] = key.split("/");
  if (more.length > 0 || !fileName.test(file)) return undefined;
  const named = { archiveId: archiveId.safeParse(archive), batchId: batchName.safeParse(batch) };
  const read = parseArchivalCode(code);
  return named.archiveId.success && named.batchId.success && read.ok
    ? { archiveId: named.archiveId.data, batchId: named.batchId.data, archivalCode: read.code.canonical }
    : undefined;
};
