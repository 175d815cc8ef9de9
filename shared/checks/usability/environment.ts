import { failed, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";

/** Open standards that need no named software: ISO/IEC 10918, 15948, 15444, 12639, ISO 32000. */
const selfSufficient: ReadonlySet<string> = new Set([
  "image/jpeg",
  "image/png",
  "image/jp2",
  "image/tiff",
  "application/pdf",
]);

/** 软硬件环境合规性: asked only of formats that need an environment of their own. */
export const environment: Check = {
  id: "usability.environment",
  property: "usability",
  stages: ["transfer"],
  clause: fourProperty("软硬件环境合规性检测", "software and hardware environment recorded and acceptable"),
  idle: ({ pages }) =>
    pages.every(({ file }) => selfSufficient.has(file.mediaType))
      ? {
          zh: "全部为开放格式，不依赖特定软硬件环境。",
          en: "All formats are open standards that need no environment of their own.",
        }
      : undefined,
  *run({ items = [] }) {
    for (const { archivalCode, values } of items)
      if ((values["environment"] ?? "").trim() === "") yield failed("environment-missing", { archivalCode });
  },
};
