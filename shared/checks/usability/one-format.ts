import type { MediaType } from "../../domain/page.ts";
import { at, failed, type Check } from "../check.ts";
import { scanning } from "../clauses.ts";

/** One format in a batch: pages of another than most are in, those that are not allowed at all left to that check. */
export const oneFormat: Check = {
  id: "usability.one-format",
  property: "usability",
  stages: ["transfer"],
  clause: scanning("同一批档案采用同一种存储格式", "one format per batch"),
  *run({ pages }, { formats }) {
    const allowed = pages.filter(({ file }) => formats.includes(file.mediaType));
    const most = [...Map.groupBy(allowed, ({ file }) => file.mediaType)].reduce<[MediaType, number] | undefined>(
      (best, [mediaType, of]) => (best !== undefined && best[1] >= of.length ? best : [mediaType, of.length]),
      undefined,
    );
    for (const page of allowed)
      if (most !== undefined && page.file.mediaType !== most[0])
        yield failed("other-format", { ...at(page), facts: { mediaType: page.file.mediaType, most: most[0] } });
  },
};
