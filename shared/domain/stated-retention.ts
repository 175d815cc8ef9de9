import * as z from "zod";

/** 保管期限: for ever, or any number of years (registers of marriages commonly have a hundred). */
export const statedRetention = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("permanent") }),
  z.strictObject({ kind: z.literal("years"), years: z.int().min(1).max(999) }),
]);
export type StatedRetention = z.infer<typeof statedRetention>;

export type RetentionReading =
  | { readonly ok: true; readonly retention: StatedRetention }
  | { readonly ok: false; readonly code: "retention-malformed" | "retention-without-years" };

/** Reads `Y`, `永久`, `D30`, `30年`, `定期30年`, `30`. 长期 and 短期 (until 2006) name no number of years. */
export const parseStatedRetention = (given: string): RetentionReading => {
  const text = given.normalize("NFKC").trim().toUpperCase();
  if (["Y", "永久", "PERMANENT"].includes(text)) return { ok: true, retention: { kind: "permanent" } };
  if (["长期", "長期", "短期", "定期"].includes(text)) return { ok: false, code: "retention-without-years" };
  const years = /^(?:D|定期)?\s*([1-9]\d{0,2})\s*(?:年|YEARS?)?$/.exec(text)?.[1];
  return years === undefined
    ? { ok: false, code: "retention-malformed" }
    : { ok: true, retention: { kind: "years", years: Number(years) } };
};

/** As the 档号 writes it (DA/T 13-2022). */
export const retentionCode = (retention: StatedRetention): string =>
  retention.kind === "permanent" ? "Y" : `D${retention.years}`;
