import * as z from "zod";
import { filled, type Facts, type Sentence } from "./sentence.ts";

/** Why an uploaded object is not taken: a closed list. */
export const refusalCode = z.enum([
  "key-malformed",
  "archive-id-malformed",
  "batch-id-malformed",
  "archival-code-malformed",
  "page-malformed",
  "extension-unknown",
  "not-a-scan",
  "archive-unknown",
  "archive-not-here",
  "object-empty",
  "object-too-large",
  "format-unknown",
  "extension-mismatch",
  "too-many-pixels",
  "inner-image-too-large",
  "too-many-pages",
  "single-page-expected",
  "encrypted",
  "broken",
  "batch-closed",
  "batch-held",
  "item-held",
  "item-destroyed",
  "classified",
  "page-of-another-batch",
  "bag-invalid",
  "bag-needs-fetching",
  "object-gone",
  "history-unreadable",
  "history-of-another-item",
  "infected",
  "not-scanned",
  "could-not-check",
]);
export type RefusalCode = z.infer<typeof refusalCode>;

export const refusal = z.strictObject({
  code: refusalCode,
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
/** `facts`: what the sentence needs to name; sizes in bytes, counts in pages and pixels. */
export type Refusal = { readonly code: RefusalCode; readonly facts: Facts };

/** What is wrong and what to do, for the person who uploaded. `{name}` is filled from the facts. */
const sentences: Readonly<Record<RefusalCode, Sentence>> = {
  "key-malformed": {
    zh: "对象键不符合规则。请按“档案馆代码/批次号/档号/页号.扩展名”或“档案馆代码/批次号/档号.pdf|tif”命名后重新上传。",
    en: "The key does not follow the rule. Name it archive/batch/archival-code/page.ext or archive/batch/archival-code.pdf|tif and upload again.",
  },
  "archive-id-malformed": {
    zh: "档案馆代码应为六位数字。请改正对象键的第一段后重新上传。",
    en: "The archive code must be six digits. Correct the first part of the key and upload again.",
  },
  "batch-id-malformed": {
    zh: "批次号只能用字母、数字、点、下划线和连字符，最长 64 个字符。请改正后重新上传。",
    en: "A batch id has letters, digits, dots, underscores and hyphens only, at most 64. Correct it and upload again.",
  },
  "archival-code-malformed": {
    zh: "档号不符合 DA/T 13-2022、DA/T 22-2015 或 1994 年规则。请对照案卷改正档号（例：Z109-WS·2011·Y·办公室-0001）后重新上传。",
    en: "The archival code follows neither DA/T 13-2022, DA/T 22-2015 nor the 1994 rule. Correct it from the volume (example: Z109-WS·2011·Y·办公室-0001) and upload again.",
  },
  "page-malformed": {
    zh: "页号应为 1 至 99999 的数字。请改正文件名后重新上传。",
    en: "The page must be a number from 1 to 99999. Correct the file name and upload again.",
  },
  "extension-unknown": {
    zh: "不接收这种扩展名。请使用 jpg、tif、png、jp2 或 pdf；BagIt 包（zip、tar、tar.gz）请直接放在批次之下。",
    en: "This extension is not taken. Use jpg, tif, png, jp2 or pdf; a bag (zip, tar, tar.gz) goes directly under its batch.",
  },
  "not-a-scan": {
    zh: "这不是扫描件，而是系统文件或文件夹占位。无需处理，也可以删去后重新上传。",
    en: "This is not a scan but a system file or a folder mark. Nothing needs doing; you may leave it out next time.",
  },
  "archive-unknown": {
    zh: "本平台没有档案馆代码 {archiveId}。请核对对象键的第一段。",
    en: "No archive {archiveId} is on this platform. Check the first part of the key.",
  },
  "archive-not-here": {
    zh: "档案馆 {archiveId} 的主区域是 {home}。请上传到该区域的接收桶。",
    en: "The home region of archive {archiveId} is {home}. Upload to the intake bucket there.",
  },
  "object-empty": {
    zh: "文件为空（0 字节）。请重新扫描或重新导出后上传。",
    en: "The file is empty (0 bytes). Scan or export it again and upload.",
  },
  "object-too-large": {
    zh: "文件有 {bytes} 字节，超过上限 {limit} 字节。请拆成较小的文件后上传。",
    en: "The file has {bytes} bytes, more than the limit of {limit}. Split it into smaller files and upload.",
  },
  "format-unknown": {
    zh: "内容不是可接收的格式。请保存为 JPEG、TIFF、JPEG 2000、PNG 或 PDF 后上传。",
    en: "The content is in no format taken here. Save it as JPEG, TIFF, JPEG 2000, PNG or PDF and upload.",
  },
  "extension-mismatch": {
    zh: "扩展名是 {extension}，内容却是 {mediaType}。请把扩展名改成与内容一致后重新上传。",
    en: "The extension is {extension} but the content is {mediaType}. Make the extension agree with the content and upload again.",
  },
  "too-many-pixels": {
    zh: "图像为 {width} × {height} 像素，超过上限 {limit} 像素。请降低分辨率或分幅扫描。",
    en: "The image has {width} × {height} pixels, more than the limit of {limit}. Scan at a lower resolution or in parts.",
  },
  "inner-image-too-large": {
    zh: "文件内嵌的图像超过上限 {limit} 像素。请降低分辨率后重新生成文件。",
    en: "An image inside the file has more pixels than the limit of {limit}. Make the file again at a lower resolution.",
  },
  "too-many-pages": {
    zh: "文件有 {pages} 页，超过上限 {limit} 页。请拆分后上传。",
    en: "The file has {pages} pages, more than the limit of {limit}. Split it and upload.",
  },
  "single-page-expected": {
    zh: "按页号命名的文件只能有一页，此文件有 {pages} 页。请以“档号.pdf”或“档号.tif”命名整件上传。",
    en: "A file named by page has one page; this one has {pages}. Upload it as the whole item, named archival-code.pdf or .tif.",
  },
  encrypted: {
    zh: "文件已加密或设有权限口令（DA/T 70-2018 可用性）。请去除加密后重新上传。",
    en: "The file is encrypted or protected by a password (DA/T 70-2018, usability). Remove the protection and upload again.",
  },
  broken: {
    zh: "文件损坏或不完整，无法完整解码。请重新扫描或重新传输。",
    en: "The file is broken or cut short and cannot be decoded to its end. Scan it or send it again.",
  },
  "batch-closed": {
    zh: "批次 {batchId} 已关闭，不再接收。请另开一个批次后重新上传。",
    en: "Batch {batchId} is closed and takes nothing more. Open another batch and upload there.",
  },
  "batch-held": {
    zh: "批次 {batchId} 因发现密级标志已整批封存。请停止上传，并联系本馆保密员。",
    en: "Batch {batchId} is held because a secrecy mark was found. Stop uploading and ask the archive's security officer.",
  },
  "item-held": {
    zh: "档号 {archivalCode} 的页因发现密级标志已封存，不能更换。请联系本馆保密员。",
    en: "Pages of {archivalCode} are held because of a secrecy mark and cannot be replaced. Ask the archive's security officer.",
  },
  "item-destroyed": {
    zh: "档号 {archivalCode} 已按销毁清册 {listId} 销毁，不再接收。请核对档号；如确需重新接收，请另编档号。",
    en: "{archivalCode} was destroyed by the list {listId}, and nothing comes under this code any more. Check the code; records that are to come in again need another one.",
  },
  classified: {
    zh: "该文件标明了密级（见元数据、文件名或其著录）。国家秘密不得存入本系统（保密法第三十一条）：请停止上传，退回移交单位，并联系本馆保密员清除接收桶中的文件；如系误标，请移交单位书面更正后重新上传。",
    en: "This object is declared classified, by its metadata, its name or its description. State secrets may not be kept here (Law on Guarding State Secrets, art. 31): upload no more, return the records to the giver, and ask the archive's security officer to have the object removed from intake; if it is a mistake, upload again once the giver has corrected it in writing.",
  },
  "page-of-another-batch": {
    zh: "{archivalCode} 第 {page} 页已由其他批次移交，外包批次不得替换。请核对档号和页号，或联系本馆档案员。",
    en: "Page {page} of {archivalCode} came with another batch, which a vendor's batch does not replace. Check code and page, or ask the archive's archivist.",
  },
  "bag-invalid": {
    zh: "该 BagIt 包未通过校验（{count} 处，规则：{rules}），整包未接收，包内文件均未入库。请在批次详情中查看各处说明，改正后重新打包上传。",
    en: "The bag was found invalid ({count} findings; rules: {rules}) and was refused as a whole: nothing in it was taken. See the findings in the batch, make the bag again and upload it.",
  },
  "bag-needs-fetching": {
    zh: "包内 fetch.txt 列出的 {count} 个文件不在包内，只给出了下载地址。档案馆不从外部地址下载档案，整包未接收。请把文件放入包内后重新打包上传。",
    en: "The bag lists {count} files that are not in it: its fetch.txt only says where they could be fetched. An archive fetches no records from outside, and the bag was refused as a whole. Put the files into the bag and upload it again.",
  },
  "object-gone": {
    zh: "文件在处理完之前已从接收桶中删除。如非有意，请重新上传。",
    en: "The object was removed from the intake bucket before it was dealt with. If that was not meant, upload it again.",
  },
  "history-unreadable": {
    zh: "这不是完整的 PREMIS 3.0 文件。请重新导出或重新传输后上传。",
    en: "This is no whole PREMIS 3.0 document. Export or send it again and upload.",
  },
  "history-of-another-item": {
    zh: "文件所述的不是档号 {archivalCode}（或不止一件）。请核对对象键中的档号。",
    en: "The document tells of another item than {archivalCode}, or of several. Check the archival code in the key.",
  },
  infected: {
    zh: "文件中发现病毒（{threat}），未接收，仍留在接收桶。请勿打开；请移交单位用干净的文件重新移交，并通知平台运维人员清除接收桶中的文件。",
    en: "Malware was found in the file ({threat}). It was not taken and stays in intake: do not open it. Have the giver deliver a clean file, and have the platform's operator remove the object.",
  },
  "not-scanned": {
    zh: "上传 {hours} 小时后仍未完成病毒检测，未接收。请通知平台运维人员检查病毒检测服务，恢复后重新上传。",
    en: "The file was not scanned for malware within {hours} hours of its upload and was not taken. Tell the platform's operator to look at the scanner, and upload again once it works.",
  },
  "could-not-check": {
    zh: "多次尝试后仍无法检查此文件。请联系平台运维人员，并保留原文件。",
    en: "The file could not be checked after several tries. Tell the platform's operator and keep the original.",
  },
};

/** The reason in both languages. */
export const explainRefusal = ({ code, facts }: Refusal): Sentence => ({
  zh: filled(sentences[code].zh, facts),
  en: filled(sentences[code].en, facts),
});
