import type { Clause } from "./check.ts";

/** An item of the checklist of DA/T 70-2018 (文书类电子档案检测一般要求). */
export const fourProperty = (zh: string, en: string): Clause => ({
  standard: "DA/T 70-2018",
  title: { zh, en },
  seen: true,
});

/** One that is only remembered: no source that quotes the standard was seen to name it. */
export const remembered = (zh: string, en: string): Clause => ({
  standard: "DA/T 70-2018",
  title: { zh, en },
  seen: false,
});

/** DA/T 31-2017 (纸质档案数字化规范). */
export const scanning = (zh: string, en: string): Clause => ({
  standard: "DA/T 31-2017",
  title: { zh, en },
  seen: true,
});
