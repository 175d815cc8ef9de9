import type { Accession } from "./accession.ts";
import type { Arrival } from "./arrival.ts";
import type { Refusal } from "./refusal.ts";

/**
 * Whether a batch takes more. Kept beside its counts, so that every placement, which counts anyway, can be conditional on it:
 * what was decided of the batch after a placement read it, undoes the placement.
 */
export type BatchGate = "unopened" | "open" | "closed" | "shut";

export const gateOf = (batch: Accession | undefined): BatchGate => {
  if (batch === undefined) return "unopened";
  if (batch.quarantine !== undefined) return "shut";
  return batch.state === "open" || batch.state === "closed" ? batch.state : "shut";
};

/** Why a batch does not take an object; undefined when it does. What was uploaded before the closing still belongs to it. */
export const refusedByGate = (batch: Accession | undefined, { at }: Arrival): Refusal | undefined => {
  if (batch === undefined) return undefined;
  const { batchId, closedAt, quarantine } = batch;
  if (quarantine !== undefined) return { code: "batch-held", facts: { batchId } };
  switch (gateOf(batch)) {
    case "unopened":
    case "open":
      return undefined;
    case "closed":
      if (closedAt !== undefined && Date.parse(at) <= Date.parse(closedAt)) return undefined;
      return { code: "batch-closed", facts: { batchId } };
    case "shut":
      return { code: "batch-closed", facts: { batchId } };
  }
};
