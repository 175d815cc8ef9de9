import { createServer, type Socket } from "node:net";
import { once } from "node:events";
import { serverPort } from "./server-port.ts";

/** What it does with a stream instead of reading it to the end and answering. */
export type Misbehaviour = "silent" | "closes" | "babbles" | "limit" | "limit-and-reset";

export type ClamdStandIn = {
  readonly port: number;
  /** Streams read to their end. */
  readonly streams: Buffer[];
  behaviour: Misbehaviour | undefined;
  close(): Promise<void>;
};

export const standInVersion = "ClamAV 1.4.6/27000/Mon Nov 30 08:00:00 2026";

/** As clamd(8) describes `zVERSION` and `zINSTREAM`; whatever contains `needle` bears `threat`. */
export const clamdStandIn = async (needle: string, threat: string): Promise<ClamdStandIn> => {
  const streams: Buffer[] = [];
  const open = new Set<Socket>();
  const standIn = { behaviour: undefined as Misbehaviour | undefined };
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => open.delete(socket));
    let got = Buffer.alloc(0);
    socket.on("data", (bytes: Buffer) => {
      got = Buffer.concat([got, bytes]);
      const end = got.indexOf(0);
      if (end < 0) return;
      const command = got.subarray(0, end).toString();
      if (command === "zVERSION") return void socket.end(`${standInVersion}\0`);
      if (command !== "zINSTREAM") return void socket.end("UNKNOWN COMMAND\0");
      switch (standIn.behaviour) {
        case "silent":
          return;
        case "closes":
          return void socket.destroy();
        case "babbles":
          return void socket.end("x".repeat(100_000));
        case "limit":
          return void socket.end("INSTREAM size limit exceeded. ERROR\0");
        case "limit-and-reset":
          return void socket.write("INSTREAM size limit exceeded. ERROR\0", () => socket.resetAndDestroy());
        case undefined:
          break;
      }
      const stream = streamIn(got.subarray(end + 1));
      if (stream === undefined) return;
      streams.push(stream);
      socket.end(stream.includes(needle) ? `stream: ${threat} FOUND\0` : "stream: OK\0");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(standIn, {
    port: serverPort(server),
    streams,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, "close");
    },
  });
};

/** The chunks of a stream put together; undefined before its end. */
const streamIn = (bytes: Buffer): Buffer | undefined => {
  const chunks: Buffer[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (length === 0) return Buffer.concat(chunks);
    if (at + 4 + length > bytes.length) return undefined;
    chunks.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
};
