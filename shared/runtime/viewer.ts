import * as z from "zod";
import { archiveId } from "../contract/archives.ts";
import type { Viewer } from "../domain/viewer.ts";

/** API Gateway hands every claim over as a string; lists come as `[a b]` or as JSON. */
const list = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? value.replace(/^\[|\]$/g, "").split(/[\s,]+/) : value))
  .transform((values) => values.map((value) => value.replaceAll('"', "")).filter((value) => value !== ""));

const claims = z.object({
  sub: z.string().min(1),
  archiveId: archiveId.optional().catch(undefined),
  roles: list.default([]),
});

const authorizer = z.object({ jwt: z.object({ claims }) });

/** Who calls, from the claims the JWT authorizer has already verified; `undefined` when nobody signed in. */
export const viewerFrom = (authorizerContext: unknown): Viewer | undefined => {
  const parsed = authorizer.safeParse(authorizerContext);
  if (!parsed.success) return undefined;
  const { sub, archiveId, roles } = parsed.data.jwt.claims;
  return { principal: sub, archiveId, roles };
};
