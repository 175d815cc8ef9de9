import * as z from "zod";
import type { Accession } from "./accession.ts";
import { mayBeUsed } from "./permitted-use.ts";
import type { Page } from "./page.ts";
import { filled, type Sentence } from "./sentence.ts";

/** Why something is not exported: a closed list. */
export const exportFailureCode = z.enum([
  "nothing-to-export",
  "batch-not-opened",
  "batch-open",
  "batch-held",
  "registration-backup",
  "use-restricted",
  "bytes-missing",
  "bytes-rotten",
  "too-large",
  "upload-gone",
]);
export type ExportFailureCode = z.infer<typeof exportFailureCode>;

export const exportFailure = z.strictObject({
  code: exportFailureCode,
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type ExportFailure = z.infer<typeof exportFailure>;

const sentences: Readonly<Record<ExportFailureCode, Sentence>> = {
  "nothing-to-export": {
    zh: "没有可导出的内容：该档号或批次下没有在库的页，也没有著录。请核对档号、层级和批次号。",
    en: "There is nothing to export: no page stands under this code or batch, and nothing is described. Check code, level and batch.",
  },
  "batch-not-opened": {
    zh: "批次 {batchId} 没有开立，不能整批导出。请先开立并关闭批次，或按档号导出。",
    en: "Nobody has opened batch {batchId}, so it is not exported as a whole. Open and close it first, or export by archival code.",
  },
  "batch-open": {
    zh: "批次 {batchId} 仍在接收，内容可能变化。请先关闭批次再导出。",
    en: "Batch {batchId} still takes scans. Close it first, then export.",
  },
  "batch-held": {
    zh: "批次 {batchId} 因发现密级标志已封存，任何内容不得导出。请联系本馆保密员。",
    en: "Batch {batchId} is held because a secrecy mark was found; nothing of it is exported. Ask the archive's security officer.",
  },
  "registration-backup": {
    zh: "批次 {batchId} 是登记备份，归其所有单位，转为进馆之前不得导出（实施条例第四十条）。需要时请由审定人办理转为进馆。",
    en: "Batch {batchId} is a registration backup and stays its owner's; it is exported only once an approver has converted it into holdings (条例 art. 40).",
  },
  "use-restricted": {
    zh: "移交方不允许复制 {archivalCode} 第 {page} 页（实施条例第三十六条）。请征得书面同意并办理变更约定后再导出。",
    en: "Whoever gave page {page} of {archivalCode} forbids copying it (条例 art. 36). Have an amendment agreed in writing first.",
  },
  "bytes-missing": {
    zh: "{archivalCode} 第 {page} 页的文件在库中读不到，已安排用异地副本修复。请待修复后重新导出。",
    en: "The file of page {page} of {archivalCode} cannot be found in the holdings; its repair from a copy has been asked for. Export again once it is repaired.",
  },
  "bytes-rotten": {
    zh: "{archivalCode} 第 {page} 页的文件与登记的摘要不符，没有导出任何内容，已安排用异地副本修复。请待修复后重新导出。",
    en: "The file of page {page} of {archivalCode} is not what was recorded; no bag was made, and its repair from a copy has been asked for. Export again once it is repaired.",
  },
  "too-large": {
    zh: "共 {bytes} 字节，超过一次导出的上限 {limit} 字节。请按案卷或档号分别导出。",
    en: "There are {bytes} bytes, more than one export's limit of {limit}. Export by volume or item.",
  },
  "upload-gone": {
    zh: "导出中断过久，已写的部分已被清除。请重新导出。",
    en: "The export stood still for so long that what was written was removed. Export again.",
  },
};

/** The reason in both languages. */
export const explainExportFailure = ({ code, facts }: ExportFailure): Sentence => ({
  zh: filled(sentences[code].zh, facts),
  en: filled(sentences[code].en, facts),
});

const about = (code: ExportFailureCode, batchId: string): ExportFailure => ({ code, facts: { batchId } });

/** Why nothing that came with a batch may go out; pages follow what is decided of their batch only after a while. */
export const batchBar = ({ batchId, quarantine, state, custody }: Accession): ExportFailure | undefined => {
  if (quarantine !== undefined) return about("batch-held", batchId);
  if (custody === "registration-backup") return about("registration-backup", batchId);
  return state === "open" ? about("batch-open", batchId) : undefined;
};

/**
 * Why a page keeps what it belongs to from being exported. An export is a copy that leaves the archive's hands: what may not be
 * copied is not exported (`permitted-use.ts`), under the page's own terms and those of its batch. A page that no longer stands
 * is left out and bars nothing.
 */
export const pageBar = (page: Page, batch: Accession | undefined): ExportFailure | undefined => {
  const { archivalCode, page: number, batchId, state, custody, restrictions = [] } = page;
  if (state === "withdrawn") return undefined;
  if (state === "quarantined") return about("batch-held", batchId);
  const barred = batch === undefined ? undefined : batchBar(batch);
  if (barred !== undefined) return barred;
  if (custody !== undefined) return about("registration-backup", batchId);
  const forbidden = [...restrictions, ...(batch?.restrictions ?? [])];
  return mayBeUsed({ state, custody, restrictions: forbidden.length === 0 ? undefined : forbidden }, "copying")
    ? undefined
    : { code: "use-restricted", facts: { archivalCode, page: number } };
};
