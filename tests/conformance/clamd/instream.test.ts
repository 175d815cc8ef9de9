import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clamdScanner } from "../../../shared/malware/clamd.ts";
import { clamdStandIn, standInVersion, type ClamdStandIn, type Misbehaviour } from "../../support/clamd-stand-in.ts";
import { eventually } from "../../support/eventually.ts";
import { peerProgram } from "../../support/peer-program.ts";
import { serverPort } from "../../support/server-port.ts";

/** The test file of EICAR, in two parts, so that no scanner takes this file for it. */
const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");

let folder: string;
let standIn: ClamdStandIn;
let files: Record<"clean" | "infected" | "large" | "empty", string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lantai-clamd-"));
  standIn = await clamdStandIn(eicar, "Eicar-Signature");
  const write = async (name: string, bytes: Uint8Array | string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, bytes);
    return path;
  };
  files = {
    clean: await write("clean.jpg", randomBytes(700_000)),
    infected: await write("infected.tif", eicar),
    large: await write("large.pdf", Buffer.alloc(3 * 1024 * 1024, "scan ")),
    empty: await write("empty", ""),
  };
});
afterAll(async () => {
  await standIn.close();
  await rm(folder, { recursive: true });
});

const object = { bucket: "b", key: "k", versionId: "v" };
const scan = (port: number, path: string, idleMilliseconds?: number) =>
  clamdScanner({ host: "127.0.0.1", port, ...(idleMilliseconds === undefined ? {} : { idleMilliseconds }) }).scan({
    ...object,
    path,
  });

/** What our side promises with any clamd: the stand-in, and the real one where it is installed. */
const promises = (port: () => number, version: () => unknown): void => {
  test("a clean file is clean, whatever its length", async () => {
    for (const path of [files.clean, files.large, files.empty])
      expect(await scan(port(), path)).toEqual({ outcome: "clean", scanner: version() });
  });

  test("an infected one is infected, by the name of what was found", async () => {
    expect(await scan(port(), files.infected)).toMatchObject({
      outcome: "infected",
      scanner: version(),
      threat: expect.stringMatching(/^Eicar-Signature/) as string,
    });
  });

  test("several at once do not meet", async () => {
    const outcomes = await Promise.all([files.clean, files.infected, files.large].map((path) => scan(port(), path)));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["clean", "infected", "clean"]);
  });
};

describe("our clamd client with the stand-in", () => {
  promises(
    () => standIn.port,
    () => standInVersion,
  );

  test("sends exactly the file", async () => {
    standIn.streams.length = 0;
    await scan(standIn.port, files.infected);
    expect(standIn.streams.map(String)).toEqual([eicar]);
  });

  // What is sent on after the answer resets the connection, which may overtake the answer: no more is promised of limits.
  test.each<Misbehaviour>(["silent", "closes", "babbles", "limit", "limit-and-reset"])(
    "one that is %s could not check, which is never passed",
    async (behaviour) => {
      standIn.behaviour = behaviour;
      try {
        const said = await scan(standIn.port, files.large, 300);
        expect(said.outcome).toBe("could-not-check");
      } finally {
        standIn.behaviour = undefined;
      }
    },
  );

  test("nobody at the address, and a file that is gone, could not be checked", async () => {
    const closed = createServer();
    closed.listen(0, "127.0.0.1");
    await once(closed, "listening");
    const port = serverPort(closed);
    closed.close();
    await once(closed, "close");
    expect(await scan(port, files.clean)).toMatchObject({ outcome: "could-not-check", waits: true });
    expect(await scan(standIn.port, join(folder, "gone"))).toMatchObject({ outcome: "could-not-check" });
  });
});

const program = peerProgram("clamd", "clamav-daemon");

describe.runIf(program !== undefined)("our clamd client with clamd itself", () => {
  let clamd: ChildProcess;
  let port = 0;

  beforeAll(async () => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1");
    await once(probe, "listening");
    port = serverPort(probe);
    probe.close();
    await once(probe, "close");
    const database = join(folder, "database");
    await mkdir(database);
    // One signature of our own: the real ones are fetched over the network.
    await writeFile(join(database, "test.ndb"), `Eicar-Signature:0:*:${Buffer.from(eicar).toString("hex")}\n`);
    const settings = [
      `DatabaseDirectory ${database}`,
      "TCPAddr 127.0.0.1",
      `TCPSocket ${port}`,
      "Foreground yes",
      "StreamMaxLength 10M",
      `TemporaryDirectory ${folder}`,
      `PidFile ${join(folder, "clamd.pid")}`,
      ...(process.getuid?.() === 0 ? ["User root"] : []),
    ];
    const file = join(folder, "clamd.conf");
    await writeFile(file, settings.join("\n"));
    clamd = spawn(program ?? "", ["--config-file", file], { stdio: "ignore" });
    await eventually(async () => {
      expect(await scan(port, files.empty)).toMatchObject({ outcome: "clean" });
    });
  }, 60_000);
  afterAll(async () => {
    clamd.kill("SIGKILL");
    if (clamd.exitCode === null && clamd.signalCode === null) await once(clamd, "exit");
  });

  promises(
    () => port,
    () => expect.stringMatching(/^ClamAV \d/),
  );

  test("a stream beyond its limit could not be checked", async () => {
    const path = join(folder, "beyond");
    await writeFile(path, Buffer.alloc(12 * 1024 * 1024, "x"));
    expect((await scan(port, path)).outcome).toBe("could-not-check");
  });
});
