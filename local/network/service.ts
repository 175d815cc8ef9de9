import type { IncomingMessage, ServerResponse } from "node:http";

/** Who signed a request. `region` is where the caller runs; `undefined` is a client outside every region. */
export type Caller = {
  readonly accessKeyId: string;
  readonly principalArn: string;
  readonly region: string | undefined;
};

/** One AWS service of one region, answering its own wire protocol. The signature is verified before `handle`. */
export type Service = {
  handle(request: IncomingMessage, response: ServerResponse, caller: Caller): Promise<void>;
  /** Stops timers and closes files; safe to call once. State on disk stays. */
  close(): Promise<void>;
};

/** Asks whether a caller may do an IAM action (`s3:PutObject`) on a resource ARN. */
export type Authorize = (
  caller: Caller,
  action: string,
  resourceArn: string,
  context?: Readonly<Record<string, string>>,
) => Decision;

/** `reason` is the whole sentence the caller is told, as AWS words it. */
export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** Milliseconds since the epoch. */
export type Now = () => number;
