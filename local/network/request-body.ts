import { IncomingMessage } from "node:http";

/** The whole body, or `undefined` when it is longer than `maximumBytes`; the rest is then left unread. */
export const readWholeBody = async (request: IncomingMessage, maximumBytes: number): Promise<Buffer | undefined> => {
  if (Number(request.headers["content-length"] ?? 0) > maximumBytes) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  const stream: AsyncIterable<unknown> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) continue;
    length += chunk.length;
    if (length > maximumBytes) return undefined;
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
};

/** The same request with its body to be read once more: a signature covers the body, so it is read before the service does. */
export const replayed = (request: IncomingMessage, body: Buffer): IncomingMessage => {
  const copy = new IncomingMessage(request.socket);
  copy.httpVersion = request.httpVersion;
  copy.httpVersionMajor = request.httpVersionMajor;
  copy.httpVersionMinor = request.httpVersionMinor;
  copy.method = request.method;
  copy.url = request.url;
  copy.headers = request.headers;
  copy.rawHeaders = request.rawHeaders;
  copy.complete = true;
  copy.push(body);
  copy.push(null);
  return copy;
};
