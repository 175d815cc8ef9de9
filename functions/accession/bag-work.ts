import type * as z from "zod";
import { arrivedBag } from "../../shared/bagit/arrived-bag.ts";

/** Work on one bag, as a queue hands it over: only which bag. How far it was dealt with, its record says. */
export const bagWork = arrivedBag.pick({ archiveId: true, batchId: true, bagId: true }).strip();
export type BagWork = z.infer<typeof bagWork>;
