import { KMSClient } from "@aws-sdk/client-kms";
import { routes } from "../../shared/contract/routes.ts";
import { systemClock } from "../../shared/runtime/clock.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { archiveKeys } from "../../shared/signing/archive-keys.ts";
import { listKeys } from "./list-keys.ts";

export const handler = httpHandler(routes.listKeys, (env) => {
  const keys = archiveKeys(new KMSClient({}), systemClock);
  const answer = listKeys({ region: env.AWS_REGION, archives: env.ARCHIVES, keys });
  return ({ path }) => answer(path);
});
