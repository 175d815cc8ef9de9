import { receivedBag } from "../../shared/bagit/arrived-bag.ts";
import { serialisedForm } from "../../shared/bagit/open-bag.ts";
import { blockBytes, readTarHeader } from "../../shared/bagit/tar-header.ts";
import type { Accession } from "../../shared/domain/accession.ts";
import type { BagKey } from "../../shared/domain/bag-key.ts";
import { gateOf } from "../../shared/domain/batch-gate.ts";
import type { Refusal } from "../../shared/domain/refusal.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { BagChanges } from "../../shared/storage/bag-changes.ts";
import { arrivalIdOf } from "./arrival-id.ts";
import type { ObjectCreated } from "./object-created.ts";

/** Bytes from the beginning that tell how a bag is packed. */
export const bagSignatureBytes = blockBytes;

const mediaTypes = { zip: "application/zip", tar: "application/x-tar", "tar.gz": "application/gzip" } as const;

/** Why these first bytes are not what the name says; undefined when they are. Whether it is a bag, its validation tells. */
export const refusedByBeginning = (first: Buffer, { extension, packing }: BagKey): Refusal | undefined => {
  const form = serialisedForm(first);
  const isKnown = form !== "tar" || (first.length === blockBytes && readTarHeader(first) !== undefined);
  if (isKnown && form === packing) return undefined;
  const mediaType = isKnown ? mediaTypes[form] : "application/octet-stream";
  return { code: "extension-mismatch", facts: { extension, mediaType } };
};

export type ReceiveBagDeps = { readonly bags: Pick<BagChanges, "receive">; readonly newEvent: EventIds };

/** Notes a bag that came with a batch; it is owed to be validated and unpacked from then on. @throws StateMoved */
export const receiveBag =
  ({ bags, newEvent }: ReceiveBagDeps) =>
  (event: ObjectCreated, { archiveId, batchId }: BagKey, batch: Accession | undefined, liftsRefusal: boolean) => {
    const { key, versionId, bytes, actor, arrival } = event;
    const about = { archiveId, batchId, bagId: arrivalIdOf(event), key, versionId, actor };
    return bags.receive(receivedBag({ ...about, bytes, arrival }), {
      gate: gateOf(batch),
      liftsRefusal,
      event: { type: "bag-received", ...newEvent(), ...about },
    });
  };
export type ReceiveBag = ReturnType<typeof receiveBag>;
