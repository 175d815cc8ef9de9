import type { AccessionType } from "../contract/accession.ts";
import type { Accession } from "./accession.ts";
import type { ImportState } from "./catalogue-import.ts";
import type { ReceiptContent } from "./hand-over-receipt.ts";
import type { Sentence } from "./sentence.ts";

export const accessionNames: Readonly<Record<AccessionType, Sentence>> = {
  transfer: { zh: "移交", en: "transfer" },
  donation: { zh: "捐赠", en: "donation" },
  purchase: { zh: "购买", en: "purchase" },
  loan: { zh: "寄存", en: "loan" },
  custody: { zh: "代存", en: "custody" },
  reproduction: { zh: "复制", en: "reproduction" },
  "registration-backup": { zh: "登记备份", en: "registration backup" },
};

/** An open batch that something came into is filling. */
export const batchStateNames: Readonly<Record<Accession["state"] | "filling", Sentence>> = {
  open: { zh: "已开立", en: "open" },
  filling: { zh: "接收中", en: "filling" },
  closed: { zh: "已关闭", en: "closed" },
  tested: { zh: "已检测", en: "tested" },
  accepted: { zh: "已接收", en: "accepted" },
  returned: { zh: "已退回", en: "returned" },
};

/** How far the import of a catalogue is. */
export const importStateNames: Readonly<Record<ImportState, Sentence>> = {
  received: { zh: "等待导入", en: "waiting" },
  reading: { zh: "导入中", en: "reading" },
  done: { zh: "已导入", en: "done" },
  failed: { zh: "未能读完", en: "failed" },
};

/** What a receipt was given for. */
export const receiptDecisionNames: Readonly<Record<ReceiptContent["decision"]["what"], Sentence>> = {
  closed: { zh: "已关闭", en: "closed" },
  accepted: { zh: "已接收", en: "accepted" },
  converted: { zh: "已转为进馆", en: "converted" },
};
