import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { archiveId } from "../contract/archives.ts";
import type { Route } from "../contract/route.ts";
import type { Sentence } from "../domain/sentence.ts";
import { vendorRefusal, type VendorRefusal } from "../domain/vendor-refusal.ts";
import type { Viewer } from "../domain/viewer.ts";
import { eventWrite } from "../storage/history.ts";
import { commit } from "../storage/transaction.ts";
import { CallerError } from "./errors.ts";
import type { EventIds } from "./event-ids.ts";

/** What a vendor asked: the operation, and what was filled into its path. */
export type VendorAttempt = {
  readonly route: Pick<Route, "method" | "path" | "vendors">;
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly viewer: Viewer;
};

export type VendorAttemptsDeps = {
  readonly documents: DynamoDBDocumentClient;
  readonly history: string;
  readonly newEvent: EventIds;
};

/** A vendor may not do this, or not now. */
export class VendorRefused extends CallerError {
  readonly why: VendorRefusal;
  constructor(why: VendorRefusal, detail: Sentence) {
    super("not-allowed", detail);
    this.name = "VendorRefused";
    this.why = why;
  }
}

const notForVendors: Sentence = {
  zh: "外包账号只能为所分派的批次申请上传许可；此次操作已记入历史。",
  en: "A vendor's account may ask for upload permits of the batch it is assigned to, and nothing else. This attempt was noted.",
};

/** As it goes into the history; of a fault of our own nothing is said there. */
const whyOf = (error: unknown): VendorRefusal | undefined => {
  if (error instanceof VendorRefused) return error.why;
  return error instanceof CallerError ? vendorRefusal.safeParse(error.code).data : undefined;
};

/** The archive in whose history it is noted: the vendor's own; else the one that was asked. */
export const historyOf = (viewer: Viewer, asked: string | undefined): string =>
  viewer.archiveId ?? archiveId.safeParse(asked).data ?? noArchive;

/** An archive for what was asked of none, or of what is no archive. */
const noArchive = "000000";

/**
 * Lets a vendor through to the operations that are for vendors. Whatever a vendor is refused, there or anywhere else, is in
 * the record before the vendor hears of it: in the history of the vendor's own archive, in the region that was asked.
 */
export const vendorAttempts = ({ documents, history, newEvent }: VendorAttemptsDeps) => {
  const note = async ({ route, path, viewer }: VendorAttempt, why: VendorRefusal): Promise<void> => {
    const about = Object.entries(path).map(([name, value = ""]): [string, string] => [name, value.slice(0, 300)]);
    const event = eventWrite(history, {
      type: "vendor-refused",
      ...newEvent(),
      archiveId: historyOf(viewer, path["archiveId"]),
      actor: viewer.principal,
      asked: `${route.method} ${route.path}`,
      about: Object.fromEntries(about),
      why,
    });
    await commit(documents, [event]);
  };

  /** @throws what `answered` throws; VendorRefused before it is asked, where the operation is not for vendors. */
  return async <T>(attempt: VendorAttempt, answered: () => Promise<T>): Promise<T> => {
    try {
      if (attempt.route.vendors !== true) throw new VendorRefused("not-for-vendors", notForVendors);
      return await answered();
    } catch (error) {
      const why = whyOf(error);
      if (why !== undefined) await note(attempt, why);
      throw error;
    }
  };
};
