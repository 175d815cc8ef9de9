import { describe } from "vitest";
import { globalDeployment } from "../../../infra/deployments/global.ts";
import { proveGrants } from "./prove-grants.ts";

describe("the global deployment", () => proveGrants(globalDeployment));
