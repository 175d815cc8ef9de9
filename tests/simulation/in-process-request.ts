import { IncomingMessage, type ServerResponse } from "node:http";
import { Socket } from "node:net";
import { Writable } from "node:stream";
import type { Caller, Service } from "../../local/network/service.ts";

/** A request as it would go over the wire. `path` includes the query; names of headers are in lower case. */
export type WireRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

export type WireAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/** The part of a `ServerResponse` that services use, kept in memory. */
class AnswerInMemory extends Writable {
  status = 200;
  headersSent = false;
  readonly #headers = new Map<string, string>();
  readonly #chunks: Buffer[] = [];

  setHeader(name: string, value: string | number): this {
    this.#headers.set(name.toLowerCase(), String(value));
    return this;
  }
  hasHeader(name: string): boolean {
    return this.#headers.has(name.toLowerCase());
  }
  writeHead(status: number, headers: Readonly<Record<string, string | number>> = {}): this {
    this.status = status;
    for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
    this.headersSent = true;
    return this;
  }
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }
  answer(): WireAnswer {
    return { status: this.status, headers: Object.fromEntries(this.#headers), body: Buffer.concat(this.#chunks) };
  }
}

const messageOf = ({ method, path, headers, body }: WireRequest): IncomingMessage => {
  const message = new IncomingMessage(new Socket());
  message.method = method;
  message.url = path;
  message.headers = { ...headers };
  message.rawHeaders = Object.entries(headers).flat();
  message.complete = true;
  if (body.length > 0) message.push(body);
  message.push(null);
  return message;
};

/** Has a stand-in answer a request without a socket between them. */
export const ask = async (service: Service, request: WireRequest, caller: Caller): Promise<WireAnswer> => {
  const response = new AnswerInMemory();
  const written = new Promise((resolve, reject) => response.once("finish", resolve).once("error", reject));
  await service.handle(messageOf(request), response as unknown as ServerResponse, caller);
  await written;
  return response.answer();
};
