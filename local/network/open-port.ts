import { createServer } from "node:http";
import type { RequestListener } from "node:http";

/** A port that is open before it is known what answers on it: addresses are needed to know that. */
export type OpenPort = {
  readonly url: string;
  /** From now on requests go to the listener; before, they are answered 503. */
  readonly serve: (listener: RequestListener) => void;
  /** Takes nothing new, gives what runs a moment to be answered, then ends all connections. */
  readonly close: () => Promise<void>;
};

const HOST = "127.0.0.1";
const FAREWELL_MS = 500;

const notYet: RequestListener = (_, response) => {
  response.writeHead(503, { "retry-after": "1" }).end();
};

/**
 * Listens on a port of this machine alone; 0 takes any free one.
 *
 * @throws Error naming the port when it is taken; what the port is for (`purpose`) is in the message.
 */
export const openPort = async (port: number, purpose: string): Promise<OpenPort> => {
  let listener = notYet;
  // Uploads may take long; a client that stops sending is noticed by its closed connection.
  const server = createServer({ requestTimeout: 0 }, (request, response) => listener(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === "EADDRINUSE"
          ? new Error(
              `端口 ${port}（${purpose}）已被占用，请用 LANTAI_PORT 另选起始端口。 / Port ${port} (${purpose}) is taken; choose another first port with LANTAI_PORT.`,
              { cause },
            )
          : cause,
      ),
    );
    server.listen(port, HOST, resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${HOST}:${bound}`,
    serve: (next) => {
      listener = next;
    },
    close: () =>
      new Promise((resolve) => {
        const late = setTimeout(() => server.closeAllConnections(), FAREWELL_MS);
        server.close(() => {
          clearTimeout(late);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
};
