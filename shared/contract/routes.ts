import * as z from "zod";
import { accessionRoutes } from "./accession-routes.ts";
import { batchRoutes } from "./batch-routes.ts";
import { catalogueRoutes } from "./catalogue-routes.ts";
import { destructionRoutes } from "./destruction-routes.ts";
import { evidenceRoutes } from "./evidence-routes.ts";
import { exportRoutes } from "./export-routes.ts";
import { freezeRoutes } from "./freeze-routes.ts";
import { historyRoutes } from "./history-routes.ts";
import { itemRoutes } from "./item-routes.ts";
import { operatorRoutes } from "./operator-routes.ts";
import { preservationRoutes } from "./preservation-routes.ts";
import { quarantineRoutes } from "./quarantine-routes.ts";
import { retentionRoutes } from "./retention-routes.ts";
import { searchRoutes } from "./search-routes.ts";
import { noBody, nothing, type Route } from "./route.ts";

/** Every operation of the HTTP API: the infrastructure routes it, the handler parses by it, OpenAPI describes it. */
export const routes = {
  ...searchRoutes,
  ...itemRoutes,
  ...historyRoutes,
  ...batchRoutes,
  ...accessionRoutes,
  ...quarantineRoutes,
  ...catalogueRoutes,
  ...evidenceRoutes,
  ...preservationRoutes,
  ...operatorRoutes,
  ...retentionRoutes,
  ...destructionRoutes,
  ...exportRoutes,
  ...freezeRoutes,
  describeApi: {
    method: "GET",
    path: "/openapi.json",
    handler: "catalogue/describe-api",
    signedIn: false,
    summary: "This document",
    pathParameters: nothing,
    query: nothing,
    body: noBody,
    answer: z.record(z.string(), z.unknown()),
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
