import * as z from "zod";
import { CallerError } from "../../shared/runtime/errors.ts";

const place = z.strictObject({ pk: z.string(), sk: z.string() });
type Place = z.infer<typeof place>;

/** An opaque mark of the place where a list goes on. */
export const cursorOf = (next: Place | undefined): string | undefined =>
  next === undefined ? undefined : Buffer.from(JSON.stringify(next)).toString("base64url");

/** @throws CallerError cursor-invalid */
export const placeOf = (cursor: string | undefined): Place | undefined => {
  if (cursor === undefined) return undefined;
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (cause) {
    const detail = { zh: "请从第一页重新翻起。", en: "Start again from the first page." };
    throw new CallerError("cursor-invalid", detail, { cause });
  }
};
