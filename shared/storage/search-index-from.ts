import { searchIndex, type SearchIndex } from "./search-index.ts";
import { signedFetch } from "./signed-fetch.ts";

export type SearchEnvironment = {
  readonly AWS_REGION: string;
  readonly SEARCH_ENDPOINT: string;
  readonly AWS_ENDPOINT_URL_OPENSEARCH?: string | undefined;
};

/**
 * The cell's index as its environment names it. Like an AWS SDK, it goes to `AWS_ENDPOINT_URL_OPENSEARCH` where that is set.
 * A serverless collection is signed for under another service name than a domain.
 */
export const searchIndexFrom = (env: SearchEnvironment): SearchIndex => {
  const service = new URL(env.SEARCH_ENDPOINT).hostname.includes(".aoss.") ? "aoss" : "es";
  return searchIndex(signedFetch(env.AWS_ENDPOINT_URL_OPENSEARCH ?? env.SEARCH_ENDPOINT, env.AWS_REGION, service));
};
