import type { Call } from "./region-clients.ts";
import type { Invocation, InvocationEnd } from "./turns.ts";

/** An invocation that has begun, and what is done when it has ended. */
export type Begun = Invocation<unknown> & {
  readonly label: string;
  /** Its calls go through whatever happens. */
  readonly spared: boolean;
  readonly end: (end: InvocationEnd<unknown>) => void;
};

/** Something that may happen next: at once, or as an invocation. `undefined` when it turns out that nothing is left of it. */
export type Deliverable =
  | { readonly kind: "move"; readonly run: () => Promise<void> | void }
  | { readonly kind: "invocation"; readonly begin: () => Begun | undefined };

/** A call in one line; what chance puts into it is left out. */
export const callName = ({ from, to, service, operation, request: { path } }: Call): string => {
  const place = service === "s3" || service === "es" ? ` ${decodeURIComponent(path.replace(/\?.*/, ""))}` : "";
  return `${service} ${operation}${place}${from === to ? "" : ` in ${to}`}`;
};
