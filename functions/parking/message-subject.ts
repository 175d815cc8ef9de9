import * as z from "zod";
import { pageWork } from "../../shared/domain/page-work.ts";

/** What a cell's queues carry, by what it is about: work on a page, an uploaded object, a manifest, a receipt. */
const subject = z.union([
  z.object({ detail: pageWork }).transform(({ detail }) => pageName(detail)),
  z
    .object({ detail: z.object({ object: z.object({ key: z.string() }) }) })
    .transform(({ detail }) => detail.object.key),
  z.object({ page: pageWork }).transform(({ page }) => pageName(page)),
  pageWork.transform((page) => pageName(page)),
]);

const pageName = ({ archiveId, archivalCode, page }: z.output<typeof pageWork>): string =>
  `${archiveId}/${archivalCode}/${page}`;

/** The page (`{archive}/{档号}/{page}`) or object key a message is about; empty when it cannot be told. */
export const messageSubject = (body: string): string => {
  try {
    return subject.parse(JSON.parse(body));
  } catch {
    return "";
  }
};
