import type { Sentence } from "../../shared/domain/sentence.ts";

/** What is said of bags (BagIt, RFC 8493). */
export const bagTexts = {
  bagAbout: { zh: "检验或制作 BagIt 包", en: "validate or make a BagIt bag" },
  bagValidateAbout: {
    zh: "检验一个包（文件夹、zip、tar、tar.gz），逐条说明不合之处",
    en: "validate a bag (folder, zip, tar, tar.gz), naming every rule it breaks",
  },
  bagArgument: { zh: "包的路径", en: "the bag" },
  bagMakeAbout: { zh: "把一个文件夹打成 BagIt 1.0 包", en: "make a bag of BagIt 1.0 of a folder" },
  bagFolderArgument: { zh: "要打包的文件夹", en: "folder to be bagged" },
  bagOutOption: { zh: "写到哪里（不可已存在）", en: "where to write it (must not be there)" },
  bagFormatOption: {
    zh: "形式；默认按扩展名，否则为文件夹",
    en: "form; by default after the extension, else a folder",
  },
  bagInfoOption: {
    zh: "写入 bag-info.txt 的一条“标签: 值”，可重复",
    en: 'an element "Label: value" of bag-info.txt; may be repeated',
  },
  bagUnreadable: { zh: "无法打开 {path}：{reason}。", en: "{path} cannot be opened: {reason}." },
  bagThere: { zh: "{path} 已存在。请另选位置，或先移走它。", en: "{path} is there already. Choose another place." },
  bagInfoMalformed: {
    zh: "“{text}”不是“标签: 值”的形式，例：Source-Organization: 市民政局。",
    en: "“{text}” is not Label: value; an example: Source-Organization: 市民政局.",
  },
  bagUnwritable: { zh: "不能打包：{detail}", en: "No bag can be made: {detail}" },
  bagPathTaken: {
    zh: "“{path}”出现两次，或打包时内容有变。请核对后重试。",
    en: "“{path}” comes twice, or changed meanwhile. Look at it and try again.",
  },
  bagAccepted: {
    zh: "合格：BagIt {version}，载荷 {files} 个文件，{bytes}（{algorithms}）",
    en: "Good: BagIt {version}, payload files {files}, {bytes} ({algorithms})",
  },
  bagRefused: {
    zh: "不合格：{count} 处错误。不可移交，请按上列各条改正。",
    en: "Refused, errors: {count}. Correct what is listed.",
  },
  bagError: { zh: "错误", en: "error" },
  bagWarning: { zh: "提醒", en: "warning" },
  bagMade: {
    zh: "已写成 {path}：{files} 个文件，{bytes}；清单 manifest-sha256.txt 的 SHA-256：{digest}",
    en: "Written {path}: files {files}, {bytes}; SHA-256 of manifest-sha256.txt: {digest}",
  },
  bagLeftOut: { zh: "系统文件未打入：{count} 个", en: "System files left out: {count}" },
  bagNotDeposited: {
    zh: "{path} 是一个不合格的包，没有送出任何文件。请按上列各条改正后重新交存。",
    en: "{path} is a bag that was refused; nothing was sent. Correct what is listed and deposit again.",
  },
  bagChanged: {
    zh: "{path} 在检验之后有改动，未送出。请核对后重新交存。",
    en: "{path} changed after it was validated and was not sent. Look at it and deposit again.",
  },
  bagAccount: {
    zh: "包内载荷 {files} 个文件：档案馆已按包内摘要收下 {held}，拒收 {refused}，尚未收下 {missing}，未交存 {leftOut}",
    en: "Payload files of the bag: {files}; held with the bag's digests: {held}, refused: {refused}, not yet taken: {missing}, left out: {leftOut}",
  },
  bagsTitle: { zh: "随批次送来的包（BagIt）{count} 个：", en: "Bags that came with the batch: {count}" },
  bagReceived: { zh: "  {key}：已收到，等待校验", en: "  {key}: received, waits for its validation" },
  bagValidating: { zh: "  {key}：正在校验，{at}/{of} 个文件", en: "  {key}: being validated, files: {at}/{of}" },
  bagUnpacking: {
    zh: "  {key}：校验通过，正在拆包，{at}/{of} 个文件",
    en: "  {key}: found good, being unpacked, files: {at}/{of}",
  },
  bagUnpacked: {
    zh: "  {key}：已拆包。扫描件 {scans}，目录 {catalogues}，历史 {histories}，文件名有误 {unplaced}，已有更新者 {superseded}，留在包内 {leftOut}",
    en: "  {key}: unpacked. Scans: {scans}, catalogues: {catalogues}, histories: {histories}, misnamed: {unplaced}, newer ones there: {superseded}, left in the bag: {leftOut}",
  },
  bagTurnedAway: {
    zh: "  {key}：拒收，见上；校验所见 {found} 处",
    en: "  {key}: refused, see above; findings: {found}",
  },
  barBagFiles: { zh: "检验文件", en: "Files" },
  barBagBytes: { zh: "检验数据", en: "Data" },
} as const satisfies Readonly<Record<string, Sentence>>;
