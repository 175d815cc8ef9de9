import * as z from "zod";

/** 四性: 真实性, 完整性, 可用性, 安全性 (DA/T 70-2018). */
export const checkProperty = z.enum(["authenticity", "integrity", "usability", "security"]);
export type CheckProperty = z.infer<typeof checkProperty>;

/** 移交与接收 (YJ) and 长期保存 (CQ); what is filed (GD) is tested by whoever files it. */
export const checkStage = z.enum(["transfer", "preservation"]);
export type CheckStage = z.infer<typeof checkStage>;

/** "Wrong" is never said of what could not be told. */
export const checkOutcome = z.enum(["passed", "failed", "could-not-check"]);
export type CheckOutcome = z.infer<typeof checkOutcome>;

/** Every check there is: its property, then what it looks at. */
export const checkId = z.enum([
  "authenticity.digest",
  "authenticity.signature",
  "authenticity.as-sent",
  "authenticity.package",
  "authenticity.value-length",
  "authenticity.value-form",
  "authenticity.value-domain",
  "authenticity.plausibility",
  "authenticity.characters",
  "authenticity.archival-code",
  "authenticity.duplicate-values",
  "authenticity.file-attributes",
  "authenticity.linked",
  "integrity.totals",
  "integrity.required-values",
  "integrity.item-sequence",
  "integrity.page-sequence",
  "integrity.pages-described",
  "integrity.repeated-page",
  "integrity.look-alike-page",
  "integrity.content",
  "integrity.process-values",
  "integrity.attachments",
  "integrity.package",
  "usability.catalogue",
  "usability.opens",
  "usability.format",
  "usability.one-format",
  "usability.environment",
  "usability.not-encrypted",
  "usability.resolution",
  "usability.colour",
  "usability.skew",
  "usability.blank-page",
  "usability.copies",
  "security.malware",
  "security.surplus",
  "security.classification",
  "security.process",
]);
export type CheckId = z.infer<typeof checkId>;
