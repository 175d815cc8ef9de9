import { at, failed, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";

/** 格式合规性: formats in which the archive keeps records for long. */
export const format: Check = {
  id: "usability.format",
  property: "usability",
  stages: ["transfer", "preservation"],
  clause: fourProperty("内容数据格式合规性检测", "formats are allowed for long-term keeping"),
  *run({ pages }, { formats }) {
    for (const page of pages)
      if (!formats.includes(page.file.mediaType))
        yield failed("format-not-allowed", {
          ...at(page),
          facts: { mediaType: page.file.mediaType, formats: formats.join("、") },
        });
  },
};
