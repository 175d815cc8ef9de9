import type { Accession } from "../../shared/domain/accession.ts";
import { gateOf } from "../../shared/domain/batch-gate.ts";
import { receivedImport } from "../../shared/domain/catalogue-import.ts";
import type { CatalogueKey } from "../../shared/domain/catalogue-key.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { CatalogueChanges } from "../../shared/storage/catalogue-changes.ts";
import { arrivalIdOf } from "./arrival-id.ts";
import type { ObjectCreated } from "./object-created.ts";

export type ReceiveCatalogueDeps = {
  readonly catalogues: Pick<CatalogueChanges, "receive">;
  readonly newEvent: EventIds;
};

/** Notes a catalogue that came with a batch; its import is owed from then on. @throws StateMoved */
export const receiveCatalogue =
  ({ catalogues, newEvent }: ReceiveCatalogueDeps) =>
  (event: ObjectCreated, named: CatalogueKey, batch: Accession | undefined, liftsRefusal: boolean): Promise<void> => {
    const { key, versionId, bytes, actor, arrival } = event;
    const importId = arrivalIdOf(event);
    const about = { importId, key, versionId, actor };
    return catalogues.receive(receivedImport({ ...named, ...about, bytes, receivedAt: arrival.at }), {
      object: { ...named, key, versionId },
      gate: gateOf(batch),
      liftsRefusal,
      event: { type: "catalogue-received", ...newEvent(), ...named, ...about },
    });
  };
export type ReceiveCatalogue = ReturnType<typeof receiveCatalogue>;
