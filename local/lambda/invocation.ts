/** What the host and a function's process tell each other. Payloads are JSON text, as Lambda's are. */
export type ToFunction = {
  readonly kind: "invoke";
  readonly requestId: string;
  readonly payload: string;
  /** The host's clock; milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds since the epoch at which the process will be ended. */
  readonly deadline: number;
  /** Set when the process is to die on purpose during this invocation. */
  readonly crash?: Crash | undefined;
};

/** The process dies before it makes, or after it was answered, its n-th call (from 1); at the latest before it answers itself. */
export type Crash = { readonly call: number; readonly moment: "before" | "after" };

export type FromFunction =
  | { readonly kind: "ready" }
  | { readonly kind: "init-error"; readonly error: FunctionError }
  | { readonly kind: "result"; readonly requestId: string; readonly payload: string }
  | { readonly kind: "error"; readonly requestId: string; readonly error: FunctionError };

/** The payload Lambda answers for a failed invocation. Source: Lambda Developer Guide, "Node.js function errors". */
export type FunctionError = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
};

export type InvocationResult =
  { readonly ok: true; readonly payload: string } | { readonly ok: false; readonly error: FunctionError };

/** How a function is to be run, as its template says. */
export type FunctionDefinition = {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  /** The unpacked deployment package. */
  readonly codeDirectory: string;
  /** `file.export`, as in the template. */
  readonly handler: string;
  readonly memoryMegabytes: number;
  /** What its temporary directory may hold. */
  readonly diskMegabytes: number;
  readonly timeoutSeconds: number;
  /** Reserved concurrency; `undefined` leaves only the host's limit. */
  readonly reservedConcurrency: number | undefined;
  readonly environment: Readonly<Record<string, string>>;
};

export type Invoke = (payload: string) => Promise<InvocationResult>;
