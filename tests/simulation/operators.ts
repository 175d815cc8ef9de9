import { redriveParked } from "../../functions/parking/redrive-parked.ts";
import { startRecheck } from "../../functions/replication/start-recheck.ts";
import type { Viewer } from "../../shared/domain/viewer.ts";
import { documentClient } from "../../shared/storage/documents.ts";
import { parkedMessages } from "../../shared/storage/parked-messages.ts";
import { recheckStore } from "../../shared/storage/recheck-store.ts";
import { environmentOf } from "./simulated-app.ts";
import type { World } from "./world.ts";

const operator: Viewer = { principal: "operator", archiveId: undefined, roles: ["platform-operator"] };

/** Begins a recheck in every region, by the product's own command. */
export const recheckAll = async (world: World): Promise<void> => {
  for (const region of world.regions.keys()) {
    const env = environmentOf(world.simulated, region, "replication/start-recheck");
    const passes = recheckStore(documentClient(world.clientsOf(region).dynamodb), env.RECORDS_TABLE);
    await startRecheck({ region, passes, clock: () => new Date(world.now()) })(operator);
    world.trace(`a recheck of ${region} is begun`);
  }
};

/** Puts everything that is parked back to work, by the product's own command. */
export const redriveAll = async (world: World): Promise<void> => {
  for (const region of world.regions.keys()) {
    const { QUEUES: queues } = environmentOf(world.simulated, region, "parking/redrive-parked");
    const parked = parkedMessages(world.clientsOf(region).sqs(region));
    const { queues: redriven } = await redriveParked({ region, queues, parked })(undefined, operator);
    for (const { queue, redriven: count } of redriven)
      if (count > 0) world.trace(`${count} messages parked behind ${queue} of ${region} are put back to work`);
  }
};
