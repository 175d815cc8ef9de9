import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { parkedMessages } from "../../shared/storage/parked-messages.ts";
import { listParked } from "./list-parked.ts";

export const handler = httpHandler(routes.listParked, (env) => {
  const answer = listParked({ region: env.AWS_REGION, queues: env.QUEUES, parked: parkedMessages() });
  return ({ viewer }) => answer(viewer);
});
