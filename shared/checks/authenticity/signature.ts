import { at, notChecked, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";
import { scanOf } from "../page-facts.ts";

/** 固化信息有效性, electronic signatures: those in the files are counted; whether they are valid nobody here can tell. */
export const signature: Check = {
  id: "authenticity.signature",
  property: "authenticity",
  stages: ["transfer"],
  clause: fourProperty(
    "固化信息有效性检测（电子签名、电子印章、时间戳）",
    "fixity information is valid (e-signature, e-seal, timestamp)",
  ),
  idle: ({ pages }) =>
    pages.some((page) => scanOf(page)?.signatures !== undefined)
      ? undefined
      : { zh: "文件中没有发现电子签名。", en: "No electronic signature was found in the files." },
  *run({ pages }) {
    for (const page of pages) {
      const signatures = scanOf(page)?.signatures;
      if (signatures !== undefined && page.file.pageInFile === 1)
        yield notChecked("signature-unverified", { ...at(page), facts: { signatures } });
    }
  },
};
