import { sha256 } from "../../shared/contract/sha256.ts";
import { CallerError } from "../../shared/runtime/errors.ts";

/** An opaque mark of the place where a list goes on. */
export const cursorOf = (place: string | undefined): string | undefined =>
  place === undefined ? undefined : Buffer.from(place).toString("base64url");

/** Places are digests, so that a cursor can name nothing outside its own list. @throws CallerError cursor-invalid */
export const placeOf = (cursor: string | undefined): string | undefined => {
  if (cursor === undefined) return undefined;
  const place = Buffer.from(cursor, "base64url").toString("utf8");
  if (sha256.safeParse(place).success) return place;
  throw new CallerError("cursor-invalid", { zh: "请从第一页重新翻起。", en: "Start again from the first page." });
};
