import { profileOf } from "../../shared/contract/check-profile.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { scheduleHandler } from "../../shared/runtime/schedule-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { preservationStore } from "../../shared/storage/preservation-store.ts";
import { recheckStore } from "../../shared/storage/recheck-store.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { recheckCopies } from "./recheck-copies.ts";

export const handler = scheduleHandler("replication/recheck-copies", (env) => {
  const documents = documentClient();
  const run = recheckCopies({
    region: env.AWS_REGION,
    passes: recheckStore(documents, env.RECORDS_TABLE),
    pages: pageStore(documents, env.RECORDS_TABLE),
    proof: workQueue(env.PROOF_QUEUE_URL),
    preservations: preservationStore(documents, env.RECORDS_TABLE),
    profileOf: profileOf(env.CHECK_PROFILES),
    clock: systemClock,
  });
  return async () => ({ pages: await run() });
});
