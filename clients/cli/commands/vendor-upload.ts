import { openAsBlob } from "node:fs";
import { resolve } from "node:path";
import type { Permit } from "../../../shared/contract/vendor.ts";
import type { ApiClient } from "../api-client.ts";
import { severalAtOnce } from "../at-once.ts";
import { printRefused } from "../batch-report.ts";
import { assertBatchId } from "../batch-of-day.ts";
import { CliFailure, reasonOf } from "../cli-failure.ts";
import { printLeftOut } from "../deposit-report.ts";
import { findArchive, readEndpoints } from "../endpoints.ts";
import { openJournal } from "../journal.ts";
import { prepareDeposit } from "../prepare-deposit.ts";
import { startProgress } from "../progress.ts";
import { withPatience } from "../retry.ts";
import type { DepositObject } from "../send-objects.ts";
import { openPostApi, patienceOf } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

export type VendorUploadOptions = {
  readonly archive: string;
  readonly batch: string;
  readonly wait: boolean;
  readonly parallel: number;
};
type Upload = {
  readonly session: Session;
  readonly api: ApiClient;
  readonly archiveId: string;
  readonly batchId: string;
  readonly region: string;
  readonly atOnce: number;
};
type Refused = Awaited<ReturnType<ApiClient["permitUploads"]>>["refused"][number];
type Outcome = { readonly held: number; readonly refused: readonly Refused[]; readonly waiting: number };

const offeredAtOnce = 50;
const lookAgainMs = 2000;

function* offersOf(objects: readonly DepositObject[]): Generator<readonly DepositObject[]> {
  for (let at = 0; at < objects.length; at += offeredAtOnce) yield objects.slice(at, at + offeredAtOnce);
}
const described = ({ key, bytes, sha256 }: DepositObject) => ({ key, bytes, sha256 });

/** S3 refused what a permit was given for. */
class UploadDenied extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`S3 answered ${status}`);
    this.name = "UploadDenied";
    this.status = status;
  }
}

/** Sends a file by its permit. The length goes by itself; S3 compares the digest before it stores anything. */
const put = async ({ path, key }: DepositObject, permit: Permit, { session, region }: Upload): Promise<void> => {
  const { "content-length": _, ...headers } = permit.headers;
  const patience = patienceOf(session, region);
  const isPassing = (error: unknown): boolean => !(error instanceof UploadDenied) || error.status >= 500;
  try {
    await withPatience(patience, isPassing, async () => {
      const response = await fetch(permit.url, {
        method: "PUT",
        headers,
        body: await openAsBlob(path),
        signal: patience.signal,
      });
      await response.body?.cancel();
      if (!response.ok) throw new UploadDenied(response.status);
    });
  } catch (error) {
    if (error instanceof UploadDenied)
      throw new CliFailure(exitCode.incomplete, "uploadDenied", { key, status: error.status });
    if (patience.signal.aborted) throw error;
    throw new CliFailure(exitCode.unreachable, "uploadUnreachable", { region, reason: reasonOf(error) });
  }
};

/** What became of the objects that were offered; nothing is permitted. */
const compare = async (objects: readonly DepositObject[], { api, archiveId, batchId }: Upload): Promise<Outcome> => {
  let [held, waiting] = [0, 0];
  const refused: Refused[] = [];
  for (const offer of offersOf(objects)) {
    const answer = await api.permitUploads(archiveId, batchId, { objects: offer.map(described), onlyCompare: true });
    held += answer.held.length;
    waiting += answer.missing.length;
    refused.push(...answer.refused);
  }
  return { held, refused, waiting };
};

/** Asks for permits, fifty objects at a time, and sends by them. @returns how many were sent. */
const sendByPermit = async (objects: readonly DepositObject[], upload: Upload): Promise<number> => {
  const { api, archiveId, batchId, session, atOnce } = upload;
  const { world, say } = session;
  const progress = startProgress(world.stderr, world.now);
  let [sent, looked] = [0, 0];
  const show = (): void => {
    const done = looked;
    progress.show([{ label: say("barFiles"), done, total: objects.length, text: `${done}/${objects.length}` }]);
  };
  try {
    for (const offer of offersOf(objects)) {
      const byKey = new Map(offer.map((object) => [object.key, object]));
      const { permits } = await api.permitUploads(archiveId, batchId, { objects: offer.map(described) });
      await severalAtOnce(permits, atOnce, world.signal, async (permit) => {
        const object = byKey.get(permit.key);
        if (object === undefined) return;
        await put(object, permit, upload);
        sent += 1;
      });
      world.signal.throwIfAborted();
      looked += offer.length;
      show();
    }
  } finally {
    progress.stop();
  }
  return sent;
};

/** Sends what the archive lacks of a folder, as one of a vendor's people: who may send these files may see nothing else. */
export const uploadAsVendor = async (
  session: Session,
  folderArgument: string,
  { archive: archiveAsked, batch: batchId, wait, parallel: atOnce }: VendorUploadOptions,
): Promise<ExitCode> => {
  const { world, say, print } = session;
  const endpoints = await readEndpoints(world.home);
  const { id: archiveId, homeRegion: region, ...archive } = findArchive(endpoints, archiveAsked);
  assertBatchId(batchId);
  const folder = resolve(world.workingFolder, folderArgument);
  const api = openPostApi(session, endpoints, { ...archive, id: archiveId, homeRegion: region }, "vendor");
  const upload = { session, api, archiveId, batchId, region, atOnce };
  const journal = openJournal(world.home, archiveId, batchId);
  try {
    const { objects, leftOut } = await prepareDeposit({
      ...{ folder, archiveId, batchId, api, journal, home: world.home, now: world.now(), signal: world.signal },
      ...{ number: false, numberFrom: undefined, onFound: () => undefined, onDigest: () => undefined },
    });
    printLeftOut(leftOut, session);
    if (objects.length === 0) throw new CliFailure(exitCode.incomplete, "folderEmpty", { folder });
    const sent = await sendByPermit(objects, upload);
    let outcome = await compare(objects, upload);
    while (wait && outcome.waiting > 0 && !world.signal.aborted) {
      await world.pause(lookAgainMs, world.signal);
      outcome = await compare(objects, upload);
    }
    const { held, refused, waiting } = outcome;
    print(say("vendorSent", { sent, held, refused: refused.length, waiting }));
    printRefused(refused, session);
    return refused.length === 0 && (waiting === 0 || !wait) ? exitCode.done : exitCode.incomplete;
  } finally {
    journal.close();
  }
};
