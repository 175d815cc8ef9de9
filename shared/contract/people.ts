import * as z from "zod";
import { archiveId } from "./archives.ts";

/** By exactly one of name and number. */
export const peopleQuestion = z
  .strictObject({
    name: z.string().min(1).max(100).optional(),
    identityNumber: z.string().min(15).max(30).optional(),
    reason: z.string().min(1).max(1000).meta({
      description: "Why the person is looked up, such as the number of the request. It is kept with who asked.",
    }),
    limit: z.int().min(1).max(100).default(20),
    cursor: z.string().max(2000).optional(),
  })
  .refine(
    ({ name, identityNumber }) => (name === undefined) !== (identityNumber === undefined),
    "name or identityNumber, one of them",
  );

export const peopleAnswer = z.strictObject({
  archiveId,
  units: z.array(
    z.strictObject({
      level: z.enum(["fonds", "series", "volume", "item"]),
      archivalCode: z.string(),
      title: z.string(),
      date: z.string().optional(),
      kind: z.string().optional(),
      fields: z
        .array(z.strictObject({ name: z.string(), value: z.string() }))
        .meta({ description: "The fields that name the person; identity numbers are masked." }),
    }),
  ),
  cursor: z.string().optional(),
});
