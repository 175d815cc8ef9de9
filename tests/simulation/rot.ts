import { readFileSync, writeFileSync } from "node:fs";
import { observeRegion } from "./observed-region.ts";
import type { World } from "./world.ts";

/** Turns bits of what lies in the holdings of regions that only keep copies of it. */
export const openRot = (world: World) => {
  const rotten = new Map<string, string>();
  const name = (region: string, key: string): string => `${region} ${key}`;
  const observed = new Map([...world.regions.keys()].map((region) => [region, observeRegion(world, region)]));

  return {
    /** Lets one object of a replica region rot, if there is one. */
    strike: async (): Promise<void> => {
      const region = world.chance.pick([...world.regions.keys()]);
      const keys = (await observed.get(region)?.holdingsKeys()) ?? [];
      const copies = keys.filter((key) => world.homeOf(key.split("/")[0] ?? "") !== region);
      if (copies.length === 0) return;
      const key = world.chance.pick(copies);
      const path = observed.get(region)?.holdingsFile(key);
      if (path === undefined || rotten.get(name(region, key)) === path) return;
      const bytes = readFileSync(path);
      const at = world.chance.between(0, bytes.length - 1);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << world.chance.between(0, 7)), at);
      writeFileSync(path, bytes);
      rotten.set(name(region, key), path);
      world.trace(`a bit rots in ${region}: ${key}`);
      world.touched.add(`${region}/s3`);
    },
    /** Whether the bytes that lie there now are those that rotted. */
    lies: (region: string, key: string): boolean => {
      const path = rotten.get(name(region, key));
      return path !== undefined && observed.get(region)?.holdingsFile(key) === path;
    },
  };
};
export type Rot = ReturnType<typeof openRot>;
