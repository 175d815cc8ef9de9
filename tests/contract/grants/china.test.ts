import { describe } from "vitest";
import { chinaDeployment } from "../../../infra/deployments/china.ts";
import { proveGrants } from "./prove-grants.ts";

describe("the mainland deployment", () => proveGrants(chinaDeployment));
