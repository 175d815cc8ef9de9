import type { DomainEvent } from "../../events/domain-event.ts";

/** An event as it is told to others than the security officer: which page bears which mark is for that person alone. */
export const withheld = (event: DomainEvent): DomainEvent => {
  if (event.type !== "batch-quarantined") return event;
  const { archivalCode, page, ...rest } = event;
  return { ...rest, reason: "—" };
};
