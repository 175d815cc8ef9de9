import type { DomainEvent } from "../../events/domain-event.ts";
import type { PremisEventType } from "./event-types.ts";
import {
  batchIdentifier,
  depositIdentifier,
  itemIdentifier,
  pageIdentifier,
  textIdentifier,
  volumeIdentifier,
  type LinkedObject,
  type ObjectIdentifier,
  type Outcome,
  type PremisAgent,
  type PremisEvent,
} from "./premis-event.ts";

/** What one event of ours is in their words. */
type Told = {
  readonly types: readonly PremisEventType[];
  readonly detail: string;
  readonly objects: readonly LinkedObject[];
  /** The code of a failure; without one it is a success. */
  readonly failure?: string;
};

const source = (object: ObjectIdentifier): LinkedObject => ({ ...object, role: "source" });
const outcome = (object: ObjectIdentifier): LinkedObject => ({ ...object, role: "outcome" });

/** What happened to no object: the history tells it, and PREMIS has no word for it. */
const notOfPreservation: Told = { types: [], detail: "", objects: [] };

type PageEvent = Extract<DomainEvent, { revision: number }>;
type BatchEvent = Extract<DomainEvent, { batchId: string }>;
const pageOf = ({ archiveId, archivalCode, page, version }: PageEvent): ObjectIdentifier =>
  pageIdentifier(archiveId, archivalCode, page, version);
const batchOf = ({ archiveId, batchId }: BatchEvent): ObjectIdentifier => batchIdentifier(archiveId, batchId);

/** What an export is of. */
const exportedOf = ({
  archiveId,
  archivalCode,
  volume,
  batchId,
}: Extract<DomainEvent, { type: "exported" | "export-failed" }>): ObjectIdentifier[] => [
  ...(archivalCode === undefined ? [] : [itemIdentifier(archiveId, archivalCode)]),
  ...(volume === undefined ? [] : [volumeIdentifier(archiveId, volume)]),
  ...(batchId === undefined ? [] : [batchIdentifier(archiveId, batchId)]),
];

const decided = (event: BatchEvent & { readonly reason: string }, type: PremisEventType, what: string): Told => ({
  types: [type],
  detail: `${what}: ${event.reason}`,
  objects: [source(batchOf(event))],
});

/** Where a copy was read back: at home that is a check of fixity alone, elsewhere it completes a replication. */
const provenTypes = (region: string, homeRegion: string): readonly PremisEventType[] =>
  region === homeRegion ? ["fixity check"] : ["replication", "fixity check"];

const told = (event: DomainEvent, homeRegion: string): Told => {
  switch (event.type) {
    case "page-accepted":
      return {
        types: ["message digest calculation", "format identification", "validation", "ingestion"],
        detail: `${event.mediaType}, SHA-256 ${event.sha256}; decoded to its end and taken into the holdings`,
        objects: [outcome(pageOf(event)), source(batchOf(event))],
      };
    case "duplicate-received":
      return {
        types: ["message digest calculation"],
        detail: "the same bytes came again under the same page",
        objects: [source(depositIdentifier(event.key, event.versionId)), outcome(pageOf(event))],
      };
    case "object-superseded":
      return {
        types: ["message digest calculation", "ingestion"],
        detail: `dealt with after a newer upload of the same page; its bytes are kept, SHA-256 ${event.sha256}`,
        objects: [source(depositIdentifier(event.key, event.versionId))],
      };
    case "object-refused":
      return {
        types: ["validation"],
        detail: "an object that came was not taken in",
        failure: event.code,
        objects: [source(depositIdentifier(event.key, event.versionId)), source(batchOf(event))],
      };
    case "page-read":
      return {
        types: ["creation"],
        detail: `text read by OCR with confidence ${event.confidence}, SHA-256 ${event.ocrSha256}`,
        objects: [source(pageOf(event)), outcome(textIdentifier(event.archiveId, event.ocrSha256))],
      };
    case "page-unread":
      return {
        types: ["creation"],
        detail: "OCR gave the page up",
        failure: event.code,
        objects: [source(pageOf(event))],
      };
    case "page-withdrawn":
      return {
        types: ["deaccession"],
        detail: `the page no longer stands in its item, its bytes are kept: ${event.reason}`,
        objects: [source(pageOf(event))],
      };
    case "page-quarantined":
      return { types: ["quarantine"], detail: "set aside with its batch", objects: [source(pageOf(event))] };
    case "page-destroyed":
      return {
        types: ["deletion"],
        detail: `destroyed by the list ${event.listId}; its bytes, SHA-256 ${event.sha256}, and its text are to be erased everywhere`,
        objects: [source(pageOf(event))],
      };
    case "item-frozen":
      return {
        types: ["policy assignment"],
        detail: `held against destruction for ${event.matter}: ${event.reason}`,
        objects: [source(itemIdentifier(event.archiveId, event.archivalCode))],
      };
    case "item-released":
      return {
        types: ["policy assignment"],
        detail: `no longer held against destruction for ${event.matter}: ${event.reason}`,
        objects: [source(itemIdentifier(event.archiveId, event.archivalCode))],
      };
    case "item-destroyed":
      return {
        types: ["deaccession"],
        detail: `destroyed by the list ${event.listId}: ${event.ground}`,
        objects: [source(itemIdentifier(event.archiveId, event.archivalCode))],
      };
    case "item-erased":
      return {
        types: ["deletion"],
        detail: "looked for everywhere, and nowhere any more",
        objects: [source(itemIdentifier(event.archiveId, event.archivalCode))],
      };
    case "page-restored":
      return { types: ["unquarantine"], detail: "stands again as it did", objects: [source(pageOf(event))] };
    case "page-terms-changed":
      return { types: ["policy assignment"], detail: "other terms hold", objects: [source(pageOf(event))] };
    case "copy-recorded":
      return {
        types: ["replication"],
        detail: `a copy of ${event.homeRegion} is known here`,
        objects: [source(pageOf(event))],
      };
    case "copy-proven":
      return {
        types: provenTypes(event.region, homeRegion),
        detail: `read back in ${event.region} and found equal, SHA-256 ${event.sha256}`,
        objects: [source(pageOf(event))],
      };
    case "copy-failed":
      return {
        types: ["fixity check"],
        detail: `read back in ${event.region}`,
        failure: event.code,
        objects: [source(pageOf(event))],
      };
    case "copy-set-aside":
      return {
        types: ["quarantine"],
        detail: `what lies in ${event.region} no longer counts as a copy`,
        objects: [source(pageOf(event))],
      };
    case "copy-erased":
      return {
        types: ["deletion"],
        detail: `what lay in ${event.region} was erased there`,
        objects: [source(pageOf(event))],
      };
    case "schedule-drafted":
    case "schedule-approved":
    case "schedule-withdrawn":
    case "destruction-drafted":
    case "destruction-reviewed":
    case "destruction-approved":
    case "destruction-withdrawn":
    case "destruction-ordered":
    case "destruction-carried-out":
    case "item-spared":
    case "vendor-named":
    case "vendor-assigned":
    case "vendor-permitted":
    case "people-searched":
    case "vendor-refused":
      return notOfPreservation;
    case "bag-received":
      return {
        types: ["transfer"],
        detail: "a bag (BagIt) of the batch came; its validation and unpacking are owed",
        objects: [source(depositIdentifier(event.key, event.versionId)), source(batchOf(event))],
      };
    case "bag-unpacked":
      return {
        types: ["validation", "unpacking"],
        detail: `valid as RFC 8493 has it; put into intake: ${event.counts.scans} scans, ${event.counts.catalogues} catalogues; left in the bag: ${event.counts.leftOut}`,
        objects: [source(depositIdentifier(event.key, event.versionId)), source(batchOf(event))],
      };
    case "catalogue-received":
      return {
        types: ["metadata extraction"],
        detail: "a catalogue of the batch came; its import is owed",
        objects: [source(depositIdentifier(event.key, event.versionId)), source(batchOf(event))],
      };
    case "catalogue-imported":
      return {
        types: ["metadata modification"],
        detail: `catalogue imported: ${event.counts.added} units described, ${event.counts.changed} described anew, ${event.counts.refused} rows refused`,
        objects: [source(batchOf(event))],
      };
    case "catalogue-failed":
      return {
        types: ["metadata modification"],
        detail: `catalogue not read to its end: ${event.counts.added} units described, ${event.counts.changed} described anew`,
        failure: event.code,
        objects: [source(batchOf(event))],
      };
    case "history-received":
      return {
        types: ["metadata modification"],
        detail: `the history that archive ${event.keeper} told of it came, ${event.events} events, SHA-256 ${event.sha256}; kept as evidence of theirs`,
        objects: [outcome(itemIdentifier(event.archiveId, event.archivalCode)), source(batchOf(event))],
      };
    case "export-asked":
      return notOfPreservation;
    case "exported":
      return {
        types: ["exporting"],
        detail: `exported as a bag of ${event.files} files, SHA-256 of its manifest ${event.manifestSha256}: ${event.reason}`,
        objects: exportedOf(event).map(source),
      };
    case "export-failed":
      return {
        types: ["exporting"],
        detail: `no bag was made: ${event.reason}`,
        failure: event.code,
        objects: exportedOf(event).map(source),
      };
    case "vendor-declared":
      return {
        types: ["appraisal"],
        detail: `declared to bear no secret and nothing sensitive, SHA-256 of the declaration ${event.sha256}`,
        objects: [source(batchOf(event))],
      };
    case "batch-amended":
      return decided(event, "policy assignment", `other restrictions by consent ${event.consent.reference}`);
    case "batch-opened":
      return decided(event, "policy assignment", `opened as ${event.accessionType}`);
    case "batch-closed":
      return decided(event, "transfer", "nothing more comes");
    case "preservation-asked":
      return decided(event, "policy assignment", "what is kept is to be tested now");
    case "preservation-tested":
    case "batch-tested":
      return {
        types: ["validation"],
        detail: `four-property tests (DA/T 70-2018)${event.type === "batch-tested" ? "" : " of what is kept"}: ${event.outcome}; report with SHA-256 ${event.reportSha256}`,
        ...(event.outcome === "failed" ? { failure: event.against.join(" ") || event.outcome } : {}),
        objects: [source(batchOf(event))],
      };
    case "batch-accepted":
      return decided(event, "accession", "taken over by the archive");
    case "batch-returned":
      return decided(event, "deaccession", "given back");
    case "batch-converted":
      return decided(event, "accession", "a registration backup became part of the holdings");
    case "batch-quarantined":
      return decided(event, "quarantine", "held");
    case "receipt-issued":
      return {
        types: ["digital signature generation"],
        detail: `receipt for ${event.pages} pages that were ${event.decision}, SHA-256 ${event.sha256}; their list, SHA-256 ${event.listSha256}`,
        objects: [source(batchOf(event))],
      };
    case "batch-released":
      return decided(event, "unquarantine", "released");
  }
};

const agentOf = (actor: string): PremisAgent => {
  if (actor.startsWith("service:")) return { id: actor, kind: "software", role: "executing program" };
  if (actor.startsWith("arn:")) return { id: actor, kind: "organization", role: "implementer" };
  return { id: actor, kind: "person", role: "authorizer" };
};

/** An event of the archive's history in the words of PREMIS, none when it touched no object; `homeRegion` is where its records are written. */
export const premisEventsOf = (event: DomainEvent, homeRegion: string): PremisEvent[] => {
  const { types, detail, objects, failure } = told(event, homeRegion);
  const result: Outcome = failure === undefined ? "success" : "fail";
  return types.map((type, at) => ({
    id: types.length === 1 ? event.eventId : `${event.eventId}/${at + 1}`,
    type,
    time: event.time,
    detail,
    outcome: result,
    ...(failure === undefined ? {} : { outcomeNote: failure }),
    agent: agentOf(event.actor),
    objects,
  }));
};
