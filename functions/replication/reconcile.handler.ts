import { systemClock } from "../../shared/runtime/clock.ts";
import { scheduleHandler } from "../../shared/runtime/schedule-handler.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { pageStore } from "../../shared/storage/page-store.ts";
import { workQueue } from "../../shared/storage/work-queue.ts";
import { reconcile } from "./reconcile.ts";

export const handler = scheduleHandler("replication/reconcile", (env) => {
  const run = reconcile({
    region: env.AWS_REGION,
    archives: env.ARCHIVES,
    pages: pageStore(documentClient(), env.RECORDS_TABLE),
    ocr: workQueue(env.OCR_QUEUE_URL),
    replication: workQueue(env.REPLICATION_QUEUE_URL),
    clock: systemClock,
  });
  return async () => ({ reminders: await run() });
});
