import * as z from "zod";
import { CallerError } from "../../shared/runtime/errors.ts";

const place = z.strictObject({
  match: z.enum(["all", "most"]),
  /** As the index sorts: score, then id. */
  after: z.tuple([z.number(), z.string()]),
});
export type SearchPlace = { readonly match: "all" | "most"; readonly after: readonly (string | number)[] };

/** An opaque mark of the last hit shown. */
export const writeSearchCursor = (last: SearchPlace): string => Buffer.from(JSON.stringify(last)).toString("base64url");

/** @throws CallerError cursor-invalid */
export const readSearchCursor = (cursor: string | undefined): SearchPlace | undefined => {
  if (cursor === undefined) return undefined;
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (cause) {
    const detail = { zh: "请从第一页重新检索。", en: "Search again from the first page." };
    throw new CallerError("cursor-invalid", detail, { cause });
  }
};
