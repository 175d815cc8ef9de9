import * as z from "zod";
import type { Sentence } from "../domain/sentence.ts";

/** What a check can find: a closed list. */
export const findingCode = z.enum([
  "bytes-changed",
  "copy-differs",
  "not-read-back",
  "not-read-back-lately",
  "signature-unverified",
  "not-as-sent",
  "package-malformed",
  "no-catalogue",
  "value-too-long",
  "value-malformed",
  "value-outside-domain",
  "date-in-future",
  "date-after-filing",
  "no-pages-described",
  "special-character",
  "code-malformed",
  "code-of-other-grammar",
  "fonds-unexpected",
  "value-twice",
  "size-not-as-stated",
  "not-described",
  "no-content",
  "total-differs",
  "value-missing",
  "items-missing",
  "page-missing",
  "pages-not-as-described",
  "same-bytes",
  "looks-like",
  "refused",
  "not-received",
  "process-value-missing",
  "attachment-missing",
  "package-lacks",
  "rows-unread",
  "catalogue-unread",
  "not-read-yet",
  "reading-gave-up",
  "does-not-open",
  "format-not-allowed",
  "other-format",
  "environment-missing",
  "encrypted",
  "scan-not-measured",
  "dpi-not-stated",
  "dpi-implausible",
  "dpi-too-low",
  "depth-too-low",
  "skew-unknown",
  "skewed",
  "blank",
  "copy-failed",
  "copy-unproven",
  "no-scanner",
  "not-scanned",
  "infected",
  "surplus-object",
  "not-on-list",
  "classified",
  "step-unrecorded",
]);
export type FindingCode = z.infer<typeof findingCode>;

/**
 * What is wrong and what to do, for the archive's clerk. `{where}` is 档号 and page, the other names are facts; what code
 * a refusal or a format has stays as it is.
 */
export const findingSentences: Readonly<Record<FindingCode, Sentence>> = {
  "bytes-changed": {
    zh: "{where}：馆藏字节与接收时的摘要不符。请通知运维人员从副本修复，修复前勿依赖此页。",
    en: "{where}: the bytes kept no longer have the digest they came with. Have the operator repair them from a copy; do not rely on this page before.",
  },
  "copy-differs": {
    zh: "{where}：异地副本与馆藏摘要不符。请通知运维人员重新复制并核验。",
    en: "{where}: a copy in another region has another digest. Have the operator copy and prove it again.",
  },
  "not-read-back": {
    zh: "{where}：尚未回读核验，无法判断。请待副本核验完成后重新检测。",
    en: "{where}: not read back yet, so nobody can tell. Wait until its copy is proven and test again.",
  },
  "not-read-back-lately": {
    zh: "{where}：最近一次回读核验已过检测周期，无法判断现状。请运维人员执行复核（lantai recheck --start），完成后重新检测。",
    en: "{where}: last read back longer ago than one test is from the next, so nobody can tell. Have the operator recheck the copies (lantai recheck --start) and test again.",
  },
  "signature-unverified": {
    zh: "{where}：文件含 {signatures} 个电子签名，本系统不能验证。请用签名单位的验证工具核对。",
    en: "{where}: the file bears {signatures} electronic signature(s), which cannot be verified here. Check them with the signer's own tool.",
  },
  "not-as-sent": {
    zh: "{key}：收到的摘要是 {received}，移交清册写的是 {sent}。请移交单位重新发送。",
    en: "{key}: received with digest {received}, the hand-over list says {sent}. Have the giver send it again.",
  },
  "package-malformed": {
    zh: "信息包 {package}：{path} 违反规则 {rule}。请移交单位改正后重新打包。",
    en: "Package {package}: {path} breaks rule {rule}. Have the giver correct it and pack again.",
  },
  "no-catalogue": {
    zh: "本批次没有目录数据，无法检测。请导入目录后重新检测。",
    en: "The batch has no catalogue, so this could not be checked. Import the catalogue and test again.",
  },
  "value-too-long": {
    zh: "{where}：“{field}”有 {length} 个字符，超过上限 {limit}。请在目录中缩短。",
    en: '{where}: "{field}" has {length} characters, more than {limit}. Shorten it in the catalogue.',
  },
  "value-malformed": {
    zh: "{where}：“{field}”的值“{value}”不符合格式（{form}）。请在目录中改正。",
    en: '{where}: "{field}" says "{value}", which is not of the form {form}. Correct it in the catalogue.',
  },
  "value-outside-domain": {
    zh: "{where}：“{field}”的值“{value}”不在值域（{domain}）内。请在目录中改正。",
    en: '{where}: "{field}" says "{value}", which is none of {domain}. Correct it in the catalogue.',
  },
  "date-in-future": {
    zh: "{where}：“{field}”为 {value}，晚于检测之日。请核对原件后改正目录。",
    en: '{where}: "{field}" is {value}, after the day of the test. Look at the original and correct the catalogue.',
  },
  "date-after-filing": {
    zh: "{where}：“{field}”为 {value}，晚于档号所示年度 {year}。请核对日期或档号。",
    en: '{where}: "{field}" is {value}, after the year {year} of the archival code. Check the date or the code.',
  },
  "no-pages-described": {
    zh: "{where}：目录所载页数为 0。请核对原件后改正。",
    en: "{where}: the catalogue says that it has 0 pages. Look at the original and correct it.",
  },
  "special-character": {
    zh: "{where}：“{field}”含特殊字符 {character}。请在目录中删去或改正。",
    en: '{where}: "{field}" contains the special character {character}. Remove or correct it in the catalogue.',
  },
  "code-malformed": {
    zh: "{where}：档号不符合规则（{problem}）。请按 DA/T 13-2022 改正。",
    en: "{where}: the archival code does not follow the rule ({problem}). Correct it by DA/T 13-2022.",
  },
  "code-of-other-grammar": {
    zh: "{where}：档号采用 {grammar} 结构，本馆不接收。请按本馆要求的结构编制。",
    en: "{where}: the archival code follows {grammar}, which the archive does not take. Use the structure it asks for.",
  },
  "fonds-unexpected": {
    zh: "{where}：全宗号 {fonds} 不在应移交的全宗（{expected}）之内。请核对档号或批次。",
    en: "{where}: fonds {fonds} is none of those expected ({expected}). Check the code or the batch.",
  },
  "value-twice": {
    zh: "{where}：“{field}”的值“{value}”与另一件重复。请核对并改正。",
    en: '{where}: "{field}" says "{value}" like another item. Check and correct one of them.',
  },
  "size-not-as-stated": {
    zh: "{key}：{bytes} 字节，移交清册写的是 {stated} 字节。请改正移交清册。",
    en: "{key} has {bytes} bytes, the hand-over list says {stated}. Correct the list.",
  },
  "not-described": {
    zh: "{where}：有扫描件而目录中没有此件。请补著录。",
    en: "{where}: there are scans, but the catalogue lacks the item. Describe it.",
  },
  "no-content": {
    zh: "{where}：目录中有此件而没有扫描件。请补扫描，或从目录中删去。",
    en: "{where}: the catalogue has the item, but no scan came. Scan it, or take it out of the catalogue.",
  },
  "total-differs": {
    zh: "移交清册的数量（{what}）为 {expected}，实收 {came}。请会同移交单位核对。",
    en: "The hand-over list promises {expected} {what}; {came} came. Count again together with the giver.",
  },
  "value-missing": {
    zh: "{where}：缺少必填项“{field}”。请补著录。",
    en: '{where}: the required value "{field}" is missing. Add it.',
  },
  "items-missing": {
    zh: "{where}：件号 {from} 至 {to} 不在本批次。请核对是否漏交，或已在其他批次。",
    en: "{where}: items {from} to {to} are not in this batch. See whether they were left out or came in another batch.",
  },
  "page-missing": {
    zh: "{where}：缺此页。请补扫描，或核对页号。",
    en: "{where}: this page is missing. Scan it, or check the page numbers.",
  },
  "pages-not-as-described": {
    zh: "{where}：目录所载 {described} 页，扫描件止于第 {last} 页。请补扫描或改正目录。",
    en: "{where}: the catalogue says {described} pages, the scans end with page {last}. Scan what is missing or correct the catalogue.",
  },
  "same-bytes": {
    zh: "{where}：与 {as} 的字节完全相同。请核对是否重复扫描或错放。",
    en: "{where}: has the very bytes of {as}. See whether it was filed twice or misplaced.",
  },
  "looks-like": {
    zh: "{where}：与 {as} 图文相似，可能是重复扫描。请人工比对。",
    en: "{where}: looks like {as}; it may have been scanned twice. Compare the two.",
  },
  refused: {
    zh: "{key}：未接收（{code}）。请按批次列表所示的原因处理后重新上传到新批次。",
    en: "{key}: was not taken ({code}). Deal with the reason the batch's list gives and deliver it in another batch.",
  },
  "not-received": {
    zh: "{key}：移交清册列有而没有收到。请移交单位补交。",
    en: "{key}: is on the hand-over list but did not come. Have the giver send it.",
  },
  "process-value-missing": {
    zh: "{where}：缺少过程信息“{field}”。请移交单位补充。",
    en: '{where}: the process information "{field}" is missing. Have the giver add it.',
  },
  "attachment-missing": {
    zh: "{where}：附件 {attachment} 没有随交。请补交。",
    en: "{where}: its attachment {attachment} did not come. Have it sent.",
  },
  "package-lacks": {
    zh: "信息包 {package}：清单所列的 {path} 不在包内。请移交单位补齐后重新打包。",
    en: "Package {package}: {path} is on its manifest but not inside. Have the giver complete it and pack again.",
  },
  "rows-unread": {
    zh: "目录有 {rows} 行无法读取。请按导入结果逐行改正后重新导入。",
    en: "{rows} rows of the catalogue could not be read. Correct them by the list of the import and import again.",
  },
  "catalogue-unread": {
    zh: "目录 {key} 未能读到末尾。请按导入结果所示的原因改正后重新导入。",
    en: "Catalogue {key} could not be read to its end. Correct what its import names and import again.",
  },
  "not-read-yet": {
    zh: "{where}：尚未识读，无法判断能否打开。请稍后重新检测。",
    en: "{where}: has not been read yet, so nobody can tell whether it opens. Test again later.",
  },
  "reading-gave-up": {
    zh: "{where}：多次识读均中断，无法判断。请联系运维人员。",
    en: "{where}: reading it broke off again and again, so nobody can tell. Ask the operator.",
  },
  "does-not-open": {
    zh: "{where}：打不开（{problem}）。请重新扫描。",
    en: "{where}: does not open ({problem}). Scan it again.",
  },
  "format-not-allowed": {
    zh: "{where}：格式 {mediaType} 不在允许的长期保存格式（{formats}）之内。请转换后重新移交。",
    en: "{where}: format {mediaType} is none of those kept for long ({formats}). Convert it and deliver it again.",
  },
  "other-format": {
    zh: "{where}：格式为 {mediaType}，本批次其余为 {most}。同一批应采用同一种格式，请转换。",
    en: "{where}: is {mediaType}, most of the batch {most}. One batch has one format: convert it.",
  },
  "environment-missing": {
    zh: "{where}：没有记录所需的软硬件环境。请补著录。",
    en: "{where}: the software and hardware it needs are not recorded. Add them.",
  },
  encrypted: {
    zh: "{key}：文件已加密。请去除加密后重新移交。",
    en: "{key}: is encrypted. Remove the protection and deliver it again.",
  },
  "scan-not-measured": {
    zh: "{where}：没有图像测量数据，无法判断。请重新识读此页后再检测。",
    en: "{where}: the scan was not measured, so nobody can tell. Have the page read again and test once more.",
  },
  "dpi-not-stated": {
    zh: "{where}：文件没有写明分辨率，无法判断。请查扫描记录，或请加工单位写入文件。",
    en: "{where}: the file does not state its resolution. Look into the log of the scanning, or have it written into the file.",
  },
  "dpi-implausible": {
    zh: "{where}：文件写明 {dpi} dpi，按 {width} × {height} 像素算出的纸张过大，不可信。请查扫描记录。",
    en: "{where}: the file states {dpi} dpi, which would make {width} × {height} pixels an impossibly large sheet. Look into the log of the scanning.",
  },
  "dpi-too-low": {
    zh: "{where}：分辨率 {dpi} dpi，低于要求的 {least} dpi。请按要求重新扫描。",
    en: "{where}: {dpi} dpi, less than the {least} asked for. Scan it again.",
  },
  "depth-too-low": {
    zh: "{where}：色彩模式为 {depth}，要求至少 {least}。请按要求重新扫描。",
    en: "{where}: scanned as {depth}, at least {least} is asked for. Scan it again.",
  },
  "skew-unknown": {
    zh: "{where}：页上没有足够的文字行，无法判断偏斜度。请人工查看。",
    en: "{where}: too few lines of text to tell the skew. Look at it.",
  },
  skewed: {
    zh: "{where}：偏斜 {degrees}°，超过允许的 {most}°。请纠偏或重新扫描。",
    en: "{where}: skewed by {degrees}°, more than the {most}° allowed. Straighten or scan it again.",
  },
  blank: {
    zh: "{where}：空白页。请核对原件此面是否确为空白。",
    en: "{where}: blank. See whether this side of the original really is.",
  },
  "copy-failed": {
    zh: "{where}：区域 {region} 的副本核验失败（{problem}）。请通知运维人员。",
    en: "{where}: the copy in {region} could not be proven ({problem}). Tell the operator.",
  },
  "copy-unproven": {
    zh: "{where}：区域 {region} 的副本尚未核验。请待核验完成后重新检测。",
    en: "{where}: the copy in {region} is not proven yet. Wait for its proof and test again.",
  },
  "no-scanner": {
    zh: "本部署没有病毒检测服务，未能检测。请用离线杀毒软件检查，或启用检测服务。",
    en: "This deployment has no scanner for malware, so nothing was scanned. Scan the delivery offline, or have a scanner enabled.",
  },
  "not-scanned": {
    zh: "{where}：所在文件尚未经病毒检测，无法判断。请稍后重新检测。",
    en: "{where}: its file has not been scanned for malware, so nobody can tell. Test again later.",
  },
  infected: {
    zh: "{key}：发现病毒（{threat}），已拒收，未入馆藏。请移交单位用干净的文件重新移交。",
    en: "{key}: malware was found in it ({threat}). It was refused and is no holding. Have the giver deliver a clean file.",
  },
  "surplus-object": {
    zh: "{key}：不是档案扫描件。请移交单位从载体或文件夹中清除。",
    en: "{key}: is no scan of a record. Have the giver remove it from the medium or folder.",
  },
  "not-on-list": {
    zh: "{key}：已收到而移交清册没有列出。请会同移交单位核对。",
    en: "{key}: came, but the hand-over list does not name it. Clear it up with the giver.",
  },
  classified: {
    zh: "{where}：目录标有密级“{level}”。涉密档案不得进入本系统，请立即联系保密员。",
    en: '{where}: the catalogue declares secrecy level "{level}". Classified records must not be here: tell the security officer at once.',
  },
  "step-unrecorded": {
    zh: "批次没有“{step}”一步的记录。请在开立、关闭批次后再移交。",
    en: 'No step "{step}" of the batch is on record. Open the batch under its terms and close it.',
  },
};
