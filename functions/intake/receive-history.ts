import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Accession } from "../../shared/domain/accession.ts";
import { gateOf } from "../../shared/domain/batch-gate.ts";
import { metadataMayComeIn } from "../../shared/domain/declared-classification.ts";
import { digestOfFiles, largestHistoryBytes, type EarlierHistory } from "../../shared/domain/earlier-history.ts";
import type { HistoryKey } from "../../shared/domain/history-key.ts";
import { parseArchivalCode } from "../../shared/domain/archival-code.ts";
import type { Refusal } from "../../shared/domain/refusal.ts";
import { PremisUnreadable, readPremis, type PremisReading } from "../../shared/premis/read-premis.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { EarlierHistories } from "../../shared/storage/earlier-histories.ts";
import type { Evidence } from "../../shared/storage/evidence.ts";
import type { IntakeObjects } from "../../shared/storage/intake-objects.ts";
import type { ObjectCreated } from "./object-created.ts";

export type ReceiveHistoryDeps = {
  readonly objects: Pick<IntakeObjects, "download">;
  readonly evidence: Pick<Evidence, "keepFile">;
  readonly histories: Pick<EarlierHistories, "receive">;
  readonly newEvent: EventIds;
  readonly temporaryFolder: string;
  /** A name no other file on this machine has. */
  readonly temporaryName: () => string;
};

type Told = Pick<EarlierHistory, "keeper" | "events" | "files" | "filesSha256">;

/** What the document tells of this item; undefined when it is of another. An identifier of ours begins with its archive. */
const toldOf = ({ items, files, events }: PremisReading, archivalCode: string): Told | undefined => {
  const keepers = items.flatMap((identifier) => {
    const [, keeper, code = ""] = /^(\d{6})\/(.+)$/.exec(identifier) ?? [];
    const read = parseArchivalCode(code);
    return keeper !== undefined && read.ok && read.code.canonical === archivalCode ? [{ keeper, identifier }] : [];
  });
  const [first] = keepers;
  if (first === undefined || items.length !== 1) return undefined;
  const pages = files.flatMap(({ identifier, sha256 }) => {
    const [, page] = /\/(\d{1,5})\/v\d+$/.exec(identifier) ?? [];
    return page !== undefined && identifier.startsWith(`${first.identifier}/`) ? [{ page: Number(page), sha256 }] : [];
  });
  return { keeper: first.keeper, events, files: pages.length, filesSha256: digestOfFiles(pages) };
};

/**
 * Takes the history of an item that an earlier keeper exported: keeps the document as evidence of theirs, and notes that it came.
 * What is in it never becomes an event of ours. @returns why it is refused, if it is. @throws StateMoved
 */
export const receiveHistory =
  ({ objects, evidence, histories, newEvent, temporaryFolder, temporaryName }: ReceiveHistoryDeps) =>
  async (
    event: ObjectCreated,
    { archiveId, batchId, archivalCode }: HistoryKey,
    batch: Accession | undefined,
    liftsRefusal: boolean,
  ): Promise<Refusal | undefined> => {
    if (event.bytes > largestHistoryBytes)
      return { code: "object-too-large", facts: { bytes: event.bytes, limit: largestHistoryBytes } };
    const path = join(temporaryFolder, temporaryName());
    try {
      const taken = await objects.download(event, path, metadataMayComeIn);
      if (taken === undefined) return undefined;
      if (taken === "barred") return { code: "classified", facts: {} };
      const told = toldOf(await readPremis(createReadStream(path)), archivalCode);
      if (told === undefined) return { code: "history-of-another-item", facts: { archivalCode } };
      const { key, versionId, bytes, actor } = event;
      const { sha256 } = taken;
      await evidence.keepFile(archiveId, "earlier-history", { path, bytes, sha256 }, "application/xml");
      const said = newEvent();
      const of = { archiveId, archivalCode, batchId };
      const received = { ...of, sha256, bytes, ...told, actor, receivedAt: said.time };
      const { keeper, events } = told;
      await histories.receive(received, {
        object: { archiveId, batchId, key, versionId },
        gate: gateOf(batch),
        liftsRefusal,
        event: { type: "history-received", ...said, ...of, actor, keeper, sha256, events },
      });
      return undefined;
    } catch (error) {
      if (error instanceof PremisUnreadable) return { code: "history-unreadable", facts: {} };
      throw error;
    } finally {
      await rm(path, { force: true });
    }
  };
export type ReceiveHistory = ReturnType<typeof receiveHistory>;
