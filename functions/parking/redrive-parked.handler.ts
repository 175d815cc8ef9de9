import { routes } from "../../shared/contract/routes.ts";
import { httpHandler } from "../../shared/runtime/http-handler.ts";
import { parkedMessages } from "../../shared/storage/parked-messages.ts";
import { redriveParked } from "./redrive-parked.ts";

export const handler = httpHandler(routes.redriveParked, (env) => {
  const answer = redriveParked({ region: env.AWS_REGION, queues: env.QUEUES, parked: parkedMessages() });
  return ({ body, viewer }) => answer(body.queue, viewer);
});
