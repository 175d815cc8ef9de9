import { systemClock } from "../../shared/runtime/clock.ts";
import { scheduleHandler } from "../../shared/runtime/schedule-handler.ts";
import { batchStore } from "../../shared/storage/batch-store.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { intakeVersions } from "../../shared/storage/intake-versions.ts";
import { intakeWalk } from "../../shared/storage/intake-walk.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { findUnreceived, walkLimits } from "./find-unreceived.ts";

export const handler = scheduleHandler("intake/find-unreceived", (env) => {
  const documents = documentClient();
  return findUnreceived({
    bucket: env.INTAKE_BUCKET,
    versions: intakeVersions(),
    batches: batchStore(documents, env.RECORDS_TABLE),
    walk: intakeWalk(documents, env.RECORDS_TABLE),
    intake: workQueue(env.INTAKE_QUEUE_URL),
    clock: systemClock,
    limits: walkLimits,
  });
});
