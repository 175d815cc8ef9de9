import * as z from "zod";
import { CallerError } from "../../shared/runtime/errors.ts";

/** An opaque mark of the place where a list goes on. */
export const cursorOf = (place: unknown): string | undefined =>
  place === undefined ? undefined : Buffer.from(JSON.stringify(place)).toString("base64url");

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "is not JSON" });
    return z.NEVER;
  }
});

/** The place a mark stands for, within the list that it came from. @throws CallerError cursor-invalid */
export const placeOf = <T extends z.ZodType>(cursor: string | undefined, place: T): z.output<T> | undefined => {
  if (cursor === undefined) return undefined;
  const read = json.pipe(place).safeParse(Buffer.from(cursor, "base64url").toString("utf8"));
  if (read.success) return read.data;
  throw new CallerError("cursor-invalid", { zh: "请从第一页重新翻起。", en: "Start again from the first page." });
};
