import * as z from "zod";
import { page } from "./page.ts";

/**
 * Work on one page, as a queue hands it over: only which page. What is to be done is read from the page itself, so that
 * an event, a repeated event and the reconciler's reminder are the same message.
 */
export const pageWork = z.object({
  archiveId: page.shape.archiveId,
  archivalCode: page.shape.archivalCode,
  page: page.shape.page,
});
export type PageWork = z.infer<typeof pageWork>;
