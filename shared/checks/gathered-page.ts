import type * as z from "zod";
import { page } from "../domain/page.ts";

/** A page as the checks look at it, kept between two slices of a walk through a batch. */
export const gatheredPage = page
  .pick({ archivalCode: true, page: true, file: true, arrival: true, scanned: true, reading: true, replicas: true })
  .extend({ original: page.shape.original })
  .strip();
export type GatheredPage = z.infer<typeof gatheredPage>;
