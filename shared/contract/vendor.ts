import * as z from "zod";
import { sha256 } from "./sha256.ts";

const moment = z.iso.datetime();

/** Whom the archive has digitise a batch (档案法 art. 24, 条例 art. 28, DA/T 68), by which 资质, and when. */
export const vendorTerms = z.strictObject({
  name: z.string().min(1).max(200),
  qualification: z.strictObject({
    /** 资质证书编号 */
    number: z.string().min(1).max(100),
    /** The last day on which it holds, to that day's end in Beijing. */
    expiresOn: z.iso.date(),
  }),
  /** Outside of it the vendor uploads nothing. */
  window: z
    .strictObject({ from: moment, until: moment })
    .refine(({ from, until }) => Date.parse(from) < Date.parse(until), { path: ["until"] }),
});
export type VendorTerms = z.infer<typeof vendorTerms>;

/** An officer's word that the material bears no secret and nothing sensitive, given before the vendor gets to work. */
export const vendorDeclaration = z.strictObject({
  by: z.string().min(1),
  at: moment,
  text: z.string().min(1).max(4000),
  /** Of the text in UTF-8. */
  sha256,
});
export type VendorDeclaration = z.infer<typeof vendorDeclaration>;

/** The vendor's people who may upload, as the issuer names them (`sub`). */
const principals = z.array(z.string().min(1).max(200)).max(50);

/** What became of a batch's vendor. */
export const vendorWork = z.strictObject({ declaration: vendorDeclaration.optional(), assigned: principals });
export type VendorWork = z.infer<typeof vendorWork>;

const reason = z.string().min(1).max(1000);

/** A step of the archive's people towards a vendor's work; `assigned` names all who may upload from then on. */
export const vendorStep = z.discriminatedUnion("step", [
  z.strictObject({ step: z.literal("named"), vendor: vendorTerms, reason }),
  z.strictObject({ step: z.literal("declared"), text: vendorDeclaration.shape.text }),
  z.strictObject({ step: z.literal("assigned"), principals, reason }),
]);
export type VendorStep = z.infer<typeof vendorStep>;

/** An object that a vendor has ready: where it belongs, and what it is. */
const offeredObject = z.strictObject({ key: z.string().min(1).max(1024), bytes: z.int().min(0), sha256 });
export type OfferedObject = z.infer<typeof offeredObject>;

export const permitQuestion = z.strictObject({
  objects: z.array(offeredObject).min(1).max(50),
  /** Only says what was taken and what was refused, and permits nothing. */
  onlyCompare: z.boolean().default(false),
});

/** One upload: `PUT` exactly these bytes to `url`, with these headers and none else of `x-amz-…`. */
const permit = z.strictObject({
  key: z.string(),
  url: z.url(),
  headers: z.record(z.string(), z.string()),
  expiresAt: moment,
});
export type Permit = z.infer<typeof permit>;

export const permitAnswer = z.strictObject({
  permits: z.array(permit),
  /** Still to be sent; those of them that were permitted are above. */
  missing: z.array(z.string()),
  held: z.array(z.string()),
  refused: z.array(z.strictObject({ key: z.string(), code: z.string(), detail: z.string() })),
});
