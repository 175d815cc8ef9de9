import path from "node:path";
import type { Service } from "../network/service.ts";
import { faultyDisk } from "../faults/faulty-disk.ts";
import { createOpenSearchService } from "../aws/opensearch/opensearch-service.ts";
import { searchAccessPolicyType, searchCollectionType } from "../template/resource-types/search-collection.ts";
import { searchDomainType } from "../template/resource-types/search-domain.ts";
import type { RegionContext } from "./region.ts";
import { authorizeCollection } from "./search-collection-access.ts";

/**
 * A region's full-text engine, if the templates define one, by the name requests to it are signed for: `es` for a domain,
 * `aoss` for a serverless collection.
 *
 * @throws Error for a second engine in one region: requests carry no name by which to tell them apart here.
 */
export const createSearchEngine = (context: RegionContext): Readonly<Record<string, Service>> => {
  const { app, region, directory, now, authorize, principals, faults } = context;
  const here = (resource: { readonly region: string }): boolean => resource.region === region;
  const domains = app.all(searchDomainType).filter(here);
  const collections = app.all(searchCollectionType).filter(here);
  if (domains.length + collections.length > 1)
    throw new Error(`${region}: the one-machine host runs one full-text engine in a region`);
  const service = (arn: string, decide: typeof authorize): Service =>
    createOpenSearchService({
      directory: path.join(directory, "opensearch"),
      disk: faultyDisk(region, "es", faults),
      region,
      now,
      authorize: decide,
      domainArn: arn,
    });

  const [domain] = domains;
  if (domain !== undefined) return { es: service(domain.arn, authorize) };
  const [collection] = collections;
  if (collection === undefined) return {};
  const policies = app
    .all(searchAccessPolicyType)
    .filter(here)
    .map(({ properties }) => properties.Policy);
  const namesOf = ({ accessKeyId }: { readonly accessKeyId: string }) =>
    principals.byAccessKey.get(accessKeyId)?.names ?? [];
  return { aoss: service(collection.arn, authorizeCollection(collection, policies, authorize, namesOf)) };
};
