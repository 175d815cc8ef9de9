import { expect } from "vitest";
import type { Scenario } from "../stage.ts";

const isPass = (answer: unknown): void => expect(answer).toMatchObject({ region: expect.any(String) as string });

export const getRecheck: Scenario = {
  function: "replication/get-recheck",
  load: () => import("../../../../functions/replication/get-recheck.handler.ts"),
  paths: { "tells how far the recheck has come": async (stage) => isPass(await stage.asks({})) },
};

export const startRecheck: Scenario = {
  function: "replication/start-recheck",
  load: () => import("../../../../functions/replication/start-recheck.handler.ts"),
  paths: { "begins a recheck": async (stage) => isPass(await stage.asks({ body: {} })) },
};
