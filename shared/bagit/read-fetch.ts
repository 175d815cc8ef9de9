import type { BagDeclaration } from "./bag-declaration.ts";
import { isPayload, pathDefect, withoutDots } from "./bag-path.ts";
import { isDraft } from "./bag-version.ts";
import { decodedPath } from "./manifest-line.ts";
import type { ManifestTable } from "./manifest-table.ts";
import { linesOf } from "./read-manifests.ts";
import type { Reading } from "./read-manifests.ts";

/**
 * Reads `fetch.txt` (RFC 8493 2.2.3). Nothing is ever fetched: an address in a bag is the sender's, and leads where they
 * please (5.2). What is in the bag already is no reason to refuse it; what is not is told as `fetch-refused`.
 */
export const readFetch = async (
  reading: Reading,
  payload: ManifestTable,
  declaration: BagDeclaration,
): Promise<void> => {
  const { log } = reading;
  const fileName = "fetch.txt";
  let lines = 0;
  for await (const { text, number } of linesOf(reading, fileName, declaration)) {
    if (text.trim() === "") continue;
    lines += 1;
    const [, name] = /^\S+[ \t]+(?:\d+|-)[ \t]+(.+)$/su.exec(text) ?? [];
    if (name === undefined) {
      log.note("fetch-line-malformed", fileName, { line: number });
      continue;
    }
    const path = decodedPath(name, declaration.version);
    const defect = pathDefect(path);
    const facts = { manifest: fileName, line: number };
    const plain = withoutDots(path);
    if (defect !== undefined) log.note(defect, path, facts);
    else if (!isPayload(plain))
      log.note(
        isDraft(declaration.version) ? "fetch-outside-payload-before-1.0" : "fetch-outside-payload",
        path,
        facts,
      );
    else if (payload.isListed(plain)) payload.noteFetched(plain);
    else if (!isDraft(declaration.version)) log.note("fetch-unlisted", path, facts);
  }
  if (lines > 0) log.note("fetch-not-followed", fileName, { lines });
};
