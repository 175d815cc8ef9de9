import type { Sentence } from "../../shared/domain/sentence.ts";

/** What the security officer sees and decides. */
export const quarantineTexts = {
  quarantineAbout: { zh: "查看、解除或决定封存（保密员）", en: "see, lift or decide holds (security officers)" },
  quarantineListAbout: { zh: "列出已封存的批次及原因", en: "list the batches that are held, with why" },
  quarantineShowAbout: { zh: "查看一个批次的封存情况", en: "show one batch, held or not" },
  quarantineHoldAbout: { zh: "封存整个批次", en: "hold a whole batch" },
  quarantineReleaseAbout: {
    zh: "解除封存：经核实并非密级标志，或已依法解密（须由另一人办理）",
    en: "release a batch that was held for nothing, or lawfully declassified (a second person)",
  },
  quarantineNone: { zh: "没有封存的批次。", en: "No batch is held." },
  quarantineHeld: { zh: "批次 {batch}：已整批封存", en: "Batch {batch}: held" },
  quarantineNotHeld: { zh: "批次 {batch}：未封存", en: "Batch {batch}: not held" },
  quarantineWhy: { zh: "“{mark}” {place}，{by}，{at}", en: "“{mark}” {place}, {by}, {at}" },
  quarantineCleared: {
    zh: "已排除：“{mark}” {place}，{by}，{at}：{reason}",
    en: "cleared: “{mark}” {place}, {by}, {at}: {reason}",
  },
} as const satisfies Readonly<Record<string, Sentence>>;
