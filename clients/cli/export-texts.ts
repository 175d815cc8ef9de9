import type { Sentence } from "../../shared/domain/sentence.ts";

/** Exports. */
export const exportTexts = {
  exportAbout: {
    zh: "把一件、一卷或一个批次连同著录和历史导出为 BagIt 包，下载并核验",
    en: "export an item, a volume or a batch as a bag with description and history, fetch and check it",
  },
  exportCodeArgument: { zh: "档号（导出批次时不写）", en: "archival code (none for a batch)" },
  exportVolumeOption: { zh: "档号是案卷的，导出整卷", en: "the code is that of a volume: export all of it" },
  exportBatchOption: { zh: "导出整个批次", en: "export a whole batch" },
  exportToOption: {
    zh: "保存位置：文件，或已有的文件夹（默认当前文件夹）",
    en: "where to save it: a file, or a folder that exists (default: the current one)",
  },
  exportIdOption: {
    zh: "导出编号；用同一编号重新运行，即接着等待并下载原来的导出",
    en: "name of the export; run again with it to go on with the same export",
  },
  exportOneOnly: {
    zh: "请给出一个档号，或用 --batch 给出一个批次，二者取一。",
    en: "Give an archival code, or a batch with --batch: one of the two.",
  },
  exportThere: {
    zh: "{path} 已经存在，不会覆盖。请另选位置。",
    en: "{path} is there already and is not overwritten. Choose another place.",
  },
  exportAsked: {
    zh: "已申请导出，编号 {id}（中断后可加 --id {id} 接着下载）",
    en: "asked for export {id} (after a break go on with --id {id})",
  },
  exportLost: { zh: "等待中止。请加 --id {id} 再运行。", en: "Waiting was stopped. Run again with --id {id}." },
  exportFailed: { zh: "没有导出：{detail}", en: "Nothing was exported: {detail}" },
  barExportWritten: { zh: "写包", en: "written" },
  barExportFetched: { zh: "下载", en: "fetched" },
  bagBrought: {
    zh: "已一并送交包中的目录和历史，共 {count} 个文件",
    en: "sent the bag's catalogue and histories too, {count} files",
  },
  bagCatalogueRefused: {
    zh: "包中目录有行被拒收。请运行 lantai catalogue errors --archive {archive} --batch {batch} 查看原因。",
    en: "Rows of the bag's catalogue were refused. lantai catalogue errors --archive {archive} --batch {batch} says why.",
  },
  exportBroken: {
    zh: "下载的包与导出记录不符，没有保存。请加 --id {id} 重新下载；如仍不符，请告知平台运维人员。",
    en: "The bag that arrived is not the one that was exported; it was not saved. Fetch it again with --id {id}; if it persists, tell the operator.",
  },
  exportSaved: {
    zh: "已存 {path}：{files} 个文件，{bytes}；载荷清单的 SHA-256 {digest}；平台上的副本保留到 {expires}",
    en: "saved {path}: {files} files, {bytes}; SHA-256 of the payload manifest {digest}; the platform keeps it until {expires}",
  },
} as const satisfies Readonly<Record<string, Sentence>>;
