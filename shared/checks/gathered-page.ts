import * as z from "zod";
import { page } from "../domain/page.ts";

/** A page as the checks look at it, kept between two slices of a walk through a batch. */
export const gatheredPage = page
  .pick({ archivalCode: true, page: true, file: true, arrival: true, reading: true, replicas: true, original: true })
  .extend({ malware: z.enum(["clean", "infected"]).optional(), threat: z.string().optional() })
  .strip();
export type GatheredPage = z.infer<typeof gatheredPage>;
