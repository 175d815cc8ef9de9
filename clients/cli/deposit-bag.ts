import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isPayload } from "../../shared/bagit/bag-path.ts";
import type { BagSource } from "../../shared/bagit/bag-source.ts";
import { intakeKeyOfTag } from "../../shared/domain/bag-layout.ts";
import { CliFailure } from "./cli-failure.ts";
import { openBagAt, printBagReport, validateOpenBag } from "./commands/bag.ts";
import type { DepositObject } from "./send-objects.ts";
import type { Session } from "./session.ts";
import { exitCode } from "./world.ts";

/** A bag that was found good, its payload as a folder on this machine. */
export type BagPayload = {
  readonly folder: string;
  /** SHA-256 (hex) by path below the payload folder, of the bytes that the bag's manifests vouch for. */
  readonly digests: ReadonlyMap<string, string>;
  /** What an exported bag brings beside its scans: its catalogue, and the histories of its items. */
  readonly brought: readonly DepositObject[];
  close(): Promise<void>;
};

/** A serialised bag, or a folder with a bag declaration: whatever else a folder is, it is no bag. */
export const isBagPath = async (path: string): Promise<boolean> => {
  const facts = await stat(path).catch(() => undefined);
  if (facts?.isDirectory() !== true) return facts?.isFile() === true;
  const declaration = await stat(join(path, "bagit.txt")).catch(() => undefined);
  return declaration?.isFile() === true;
};

/** The batch that a bag is deposited into. */
type Place = { readonly archiveId: string; readonly batchId: string };

const payloadPrefix = "data/";

/**
 * Validates a bag, and unpacks its payload to `unpackTo` when it is a zip or a tar. The same place each time, so that
 * provisional codes stay with their scans.
 * @throws CliFailure (incomplete) when the bag is refused, after its rules were printed; (usage) when it cannot be opened.
 */
export const openBagPayload = async (
  session: Session,
  path: string,
  unpackTo: string,
  into: Place,
): Promise<BagPayload> => {
  const opened = await openBagAt(path);
  const { source, form } = opened;
  try {
    const digests = new Map<string, string>();
    const report = await validateOpenBag(session, opened, {
      alsoDigest: ["sha256"],
      onPayload: (file) => {
        digests.set(file.path.slice(payloadPrefix.length), file.digests.get("sha256") ?? "");
      },
    });
    printBagReport(report, session);
    if (!report.accepted) throw new CliFailure(exitCode.incomplete, "bagNotDeposited", { path });
    const { signal } = session.world;
    const beside = `${unpackTo}-metadata`;
    await rm(beside, { recursive: true, force: true });
    const brought = await unpackBrought(source, beside, into, signal);
    const forget = (folder: string) => rm(folder, { recursive: true, force: true });
    if (form === "folder") return { folder: join(path, "data"), digests, brought, close: () => forget(beside) };
    await forget(unpackTo);
    await unpackPayload(source, unpackTo, digests, signal);
    const close = async (): Promise<void> => {
      await forget(unpackTo);
      await forget(beside);
    };
    return { folder: unpackTo, digests, brought, close };
  } finally {
    await source.close();
  }
};

/** Writes the tag files that bring something below `root`, each under a number. */
const unpackBrought = async (
  source: BagSource,
  root: string,
  into: Place,
  signal: AbortSignal,
): Promise<DepositObject[]> => {
  const brought: DepositObject[] = [];
  await mkdir(root, { recursive: true });
  for await (const file of source.files()) {
    const key = intakeKeyOfTag(into, file.path);
    if (key === undefined) continue;
    const path = join(root, String(brought.length));
    await pipeline(await file.open(), createWriteStream(path), { signal });
    const hash = createHash("sha256");
    await pipeline(createReadStream(path), hash, { signal });
    brought.push({ key, path, name: file.path, bytes: file.bytes, sha256: hash.digest("hex") });
  }
  return brought;
};

/** Writes the payload below `root`; what is written is what was found good. */
const unpackPayload = async (
  source: BagSource,
  root: string,
  digests: BagPayload["digests"],
  signal: AbortSignal,
): Promise<void> => {
  await mkdir(root, { recursive: true });
  for await (const file of source.files()) {
    if (!isPayload(file.path)) continue;
    const name = file.path.slice(payloadPrefix.length);
    const to = join(root, name);
    await mkdir(dirname(to), { recursive: true });
    const hash = createHash("sha256");
    const hashing = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(await file.open(), hashing, createWriteStream(to, { flags: "wx" }), { signal });
    assertUnchanged(digests, name, hash.digest("hex"));
  }
};

const assertUnchanged = (digests: BagPayload["digests"], name: string, sha256: string): void => {
  if (digests.get(name) !== sha256) throw new CliFailure(exitCode.incomplete, "bagChanged", { path: name });
};

/** What is about to be sent is what the bag vouches for. @throws CliFailure (incomplete) naming the first that is not. */
export const assertOfBag = (objects: readonly DepositObject[], { digests }: BagPayload): void => {
  for (const { name, sha256 } of objects) assertUnchanged(digests, name, sha256);
};

/** What became of the payload: each file is counted once. */
export type BagAccount = {
  readonly files: number;
  /** Held by the archive with the digest of the bag. */
  readonly held: number;
  readonly refused: number;
  /** Sent, or to be sent, and not yet taken. */
  readonly missing: number;
  readonly leftOut: number;
};

/** Says what became of every payload file of the bag. */
export const printBagAccount = ({ files, held, refused, missing, leftOut }: BagAccount, session: Session): void =>
  session.print(session.say("bagAccount", { files, held, refused, missing, leftOut }));
