import * as z from "zod";
import { archiveId } from "./archives.ts";
import { checkId } from "./checks.ts";
import { mediaType } from "./media-type.ts";

/** What a value of the description must look like; lengths in characters. */
const valueRule = z.strictObject({
  required: z.boolean().default(false),
  maxLength: z.int().min(1).default(1000),
  /** `date`: YYYY, YYYYMM or YYYYMMDD, with or without separators; what is uncertain in [ ] (DA/T 18-2022). */
  form: z.enum(["text", "date", "whole-number", "retention"]).default("text"),
  /** The only values there are, if they can be counted. */
  domain: z.array(z.string()).min(1).optional(),
  /** No two items may say the same. */
  unique: z.boolean().default(false),
});
export type ValueRule = z.output<typeof valueRule>;

const dpi = z.int().min(1).max(10_000);
/** How deep colours must be at least. */
export const colourDepth = z.enum(["bilevel", "grey", "colour"]);
export type ColourDepth = z.infer<typeof colourDepth>;

/** How a check weighs; a check that is not named here is required, and may be left unchecked. */
const weight = z.strictObject({
  /** Whether a failure stands against taking the batch over. */
  required: z.boolean().default(true),
  /** Whether "could not check" does so too. */
  mustBeChecked: z.boolean().default(false),
});
export type CheckWeight = z.output<typeof weight>;

/**
 * What an archive asks of a batch. Defaults: DA/T 31-2017 for scans, DA/T 18-2022 for descriptions. A deployment may say
 * otherwise for each archive; what was asked is kept in each report.
 */
export const checkProfile = z.strictObject({
  /** DA/T 31-2017: TIFF, JPEG or JPEG 2000 for long-term keeping; PDF of such. PNG is taken in but not named there. */
  formats: z.array(mediaType).min(1).default(["image/tiff", "image/jpeg", "image/jp2", "application/pdf"]),
  /** Dots per inch at least; by kind of record (门类代码) where that differs. */
  resolution: z.strictObject({ least: dpi.default(200), byKind: z.record(z.string(), dpi).default({}) }).prefault({}),
  colour: z
    .strictObject({
      least: colourDepth.default("bilevel"),
      byKind: z.record(z.string(), colourDepth).default({ ZP: "grey" }),
    })
    .prefault({}),
  /** Degrees. */
  mostSkew: z.number().min(0).max(45).default(3),
  /** Share of a page that must be darker than its paper for it not to be blank. */
  leastInk: z.number().min(0).max(1).default(0.0001),
  naming: z
    .strictObject({
      grammars: z
        .array(z.enum(["2022-item", "2022-volume", "2015-item", "1994-volume"]))
        .min(1)
        .default(["2022-item", "2022-volume", "2015-item", "1994-volume"]),
      /** 全宗号 that may come; any, if none are named. */
      fonds: z.array(z.string()).default([]),
    })
    .prefault({}),
  /** Fields of a description, by name. */
  values: z.record(z.string(), valueRule).default({
    level: valueRule.parse({ required: true, domain: ["fonds", "series", "volume", "item"] }),
    archivalCode: valueRule.parse({ required: true, maxLength: 120, unique: true }),
    title: valueRule.parse({ required: true, maxLength: 500 }),
    date: valueRule.parse({ required: true, form: "date", maxLength: 40 }),
    creator: valueRule.parse({ required: true, maxLength: 500 }),
    retentionPeriod: valueRule.parse({ required: true, form: "retention", maxLength: 20 }),
    openingMark: valueRule.parse({ required: true, maxLength: 20 }),
    pages: valueRule.parse({ form: "whole-number" }),
  }),
  /** Days after which what is kept of a batch is tested again (长期保存环节), and within which its bytes were read back. */
  preservationDays: z.int().min(1).max(3660).default(365),
  /** Fields in which it is said how an electronic record came about (drafts, handling); none for scans of paper. */
  processValues: z.array(z.string()).default([]),
  weights: z.partialRecord(checkId, weight).default({
    // Another batch may hold the numbers that are missing in this one.
    "integrity.item-sequence": { required: false, mustBeChecked: false },
    // Printed forms look alike; a person decides.
    "integrity.look-alike-page": { required: false, mustBeChecked: false },
    // Backs of pages may be blank.
    "usability.blank-page": { required: false, mustBeChecked: false },
    "authenticity.digest": { required: true, mustBeChecked: true },
    "usability.opens": { required: true, mustBeChecked: true },
  }),
});
export type CheckProfile = z.output<typeof checkProfile>;

/** What is asked where a deployment says nothing. */
export const defaultProfile: CheckProfile = checkProfile.parse({});

/** Archives that ask for something of their own, as a deployment says it. */
export const checkProfiles = z.record(archiveId, checkProfile);
export type CheckProfiles = z.output<typeof checkProfiles>;

export const profileOf =
  (profiles: CheckProfiles) =>
  (archive: string): CheckProfile =>
    profiles[archive] ?? defaultProfile;

export const weightOf = (profile: CheckProfile, id: z.infer<typeof checkId>): CheckWeight =>
  profile.weights[id] ?? { required: true, mustBeChecked: false };
