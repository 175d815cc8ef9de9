import { expect } from "vitest";
import type { Scenario } from "../stage.ts";

export const listKeys: Scenario = {
  function: "signing/list-keys",
  load: () => import("../../../../functions/signing/list-keys.handler.ts"),
  paths: {
    "publishes the key of every archive that is at home here": async (stage) => {
      // A new execution environment: a key that was once fetched is not asked for again.
      await stage.coldStart();
      for (const archiveId of stage.here.archiveIds)
        expect(await stage.asks({ path: { archiveId } })).toMatchObject({ keys: [{ alg: "ES256" }] });
    },
  },
};
