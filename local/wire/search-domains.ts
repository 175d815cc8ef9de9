import path from "node:path";
import type { Service } from "../network/service.ts";
import { createOpenSearchService } from "../services/opensearch/opensearch-service.ts";
import { searchDomainType } from "../template/resource-types/search-domain.ts";
import type { RegionContext } from "./region.ts";

/**
 * A region's full-text engine, if the templates define one; named as requests to it are signed (`es`).
 *
 * @throws Error for a second domain in one region: requests carry no name by which to tell them apart here.
 */
export const createSearchDomain = (context: RegionContext): { readonly es?: Service } => {
  const { app, region, directory, now, authorize } = context;
  const [domain, another] = app.all(searchDomainType).filter((resource) => resource.region === region);
  if (domain === undefined) return {};
  if (another !== undefined) throw new Error(`${region}: the one-machine host runs one search domain in a region`);
  const folder = path.join(directory, "opensearch");
  return { es: createOpenSearchService({ directory: folder, region, now, authorize, domainArn: domain.arn }) };
};
