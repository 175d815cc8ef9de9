import type * as z from "zod";
import type { DomainEvent } from "../../events/domain-event.ts";
import type { ArchiveRegistry } from "../../shared/contract/archives.ts";
import { routes } from "../../shared/contract/routes.ts";
import type { permitAnswer, permitQuestion } from "../../shared/contract/vendor.ts";
import type { Accession } from "../../shared/domain/accession.ts";
import { explainRefusal } from "../../shared/domain/refusal.ts";
import type { Language } from "../../shared/domain/sentence.ts";
import { leadsOut, permitFor } from "../../shared/domain/vendor-work.ts";
import { isVendor, type Viewer } from "../../shared/domain/viewer.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import { historyOf } from "../../shared/runtime/vendor-attempts.ts";
import type { AccessionStore } from "../../shared/storage/accession-store.ts";
import type { PermitChanges } from "../../shared/storage/permit-changes.ts";
import { retryWhenMoved } from "../../shared/storage/transaction.ts";
import type { UploadAddresses } from "../../shared/storage/upload-addresses.ts";
import { compareOffered, type CompareDeps, type Offered, type RefusedOffer } from "./compare-offered.ts";
import { homeOnly } from "../../shared/runtime/home-only.ts";
import { postOnly } from "./post-only.ts";
import { permitRefused } from "./vendor-refused.ts";

export type PermitUploadsDeps = CompareDeps & {
  readonly region: string;
  readonly archives: ArchiveRegistry;
  readonly accessions: AccessionStore;
  readonly changes: PermitChanges;
  readonly addresses: UploadAddresses;
  readonly newEvent: EventIds;
};
type Question = z.output<typeof permitQuestion> & {
  readonly archiveId: string;
  readonly batchId: string;
  readonly language: Language;
};
type Answer = z.input<typeof permitAnswer>;

/**
 * Gives one of a vendor's people permits to upload what the archive lacks of a batch, if that person may upload now. That they
 * were given is in the record before they are, on condition that the batch is still as it was looked at: a closing that comes
 * between ends it.
 * @throws VendorRefused saying why nothing is permitted.
 */
export const permitUploads = (deps: PermitUploadsDeps) => {
  const { region, archives, accessions, changes, addresses, newEvent } = deps;
  const compare = compareOffered(deps);

  return async (question: Question, viewer: Viewer): Promise<Answer> => {
    const { archiveId, batchId, objects, onlyCompare } = question;
    postOnly(isVendor(viewer), "vendor");
    homeOnly(archives, archiveId, region);
    return retryWhenMoved(8, async () => {
      const batch = await accessions.get(archiveId, batchId);
      const said = newEvent();
      const now = new Date(said.time);
      const decision = permitFor(batch, viewer.principal, now);
      if (!decision.ok || batch === undefined) throw permitRefused(decision.ok ? "not-assigned" : decision.why);
      if (objects.some(({ key }) => leadsOut(key, batch))) throw permitRefused("key-outside-batch");
      const offered = await compare(batch, objects);
      if (onlyCompare) return answerOf(question, offered, []);
      const { until } = decision;
      const { missing, barred } = offered;
      const permits = await Promise.all(missing.map((object) => addresses.permit(object, now, until)));
      const permitted: DomainEvent = {
        type: "vendor-permitted",
        ...said,
        archiveId,
        actor: viewer.principal,
        batchId,
        until: until.toISOString(),
        objects: [...missing],
      };
      await changes.tell(batch, [
        ...(missing.length === 0 ? [] : [permitted]),
        ...barred.map((one) => attemptOf(batch, one, viewer, newEvent())),
      ]);
      return answerOf(question, offered, permits);
    });
  };
};

/** What is not permitted of a question is noted object by object. */
const attemptOf = (
  { archiveId, batchId }: Accession,
  { key, refusal: { code } }: RefusedOffer,
  viewer: Viewer,
  said: ReturnType<EventIds>,
): DomainEvent => {
  const { method, path } = routes.permitUploads;
  return {
    type: "vendor-refused",
    ...said,
    archiveId: historyOf(viewer, archiveId),
    actor: viewer.principal,
    asked: `${method} ${path}`,
    about: { archiveId, batchId, key: key.slice(0, 300), code },
    why: "object-refused",
  };
};

const answerOf = ({ language }: Question, offered: Offered, permits: Answer["permits"]): Answer => ({
  permits,
  missing: offered.missing.map(({ key }) => key),
  held: [...offered.held],
  refused: [...offered.refused, ...offered.barred].map(({ key, refusal }) => ({
    key,
    code: refusal.code,
    detail: explainRefusal(refusal)[language],
  })),
});
