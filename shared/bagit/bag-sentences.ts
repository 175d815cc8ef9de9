import { filled } from "../domain/sentence.ts";
import type { Sentence } from "../domain/sentence.ts";
import type { BagRule, Finding } from "./bag-rule.ts";

const say = (zh: string, en: string): Sentence => ({ zh, en });

const moreThan = (what: Sentence): Sentence =>
  say(
    `${what.zh}超过上限 {limit}。请分成几个包后再提交。`,
    `The bag has more than {limit} ${what.en}. Divide it into several.`,
  );

/** What is wrong and what to do. `{path}` is the file or entry; other names are filled from the facts. */
const sentences: Readonly<Record<BagRule, Sentence>> = {
  "declaration-missing": say(
    "包内没有 {path}。请用打包工具重新打包。",
    "The bag has no {path}. Make the bag again with a BagIt tool.",
  ),
  "declaration-malformed": say(
    "{path} 第 {line} 行不符合规定形式：{text}。请改为“BagIt-Version: 1.0”和“Tag-File-Character-Encoding: UTF-8”两行，冒号后一个空格。",
    'Line {line} of {path} is not in the required form: {text}. Write the two lines "BagIt-Version: 1.0" and "Tag-File-Character-Encoding: UTF-8", one space after the colon.',
  ),
  "declaration-bom": say(
    "{path} 以字节顺序标记（BOM）开头。请另存为不带 BOM 的 UTF-8。",
    "{path} begins with a byte-order mark. Save it as UTF-8 without one.",
  ),
  "declaration-label-case": say(
    "{path} 的标签大小写与标准不一致。重新打包时请写作 BagIt-Version。",
    "Labels in {path} differ in case from the standard. Write BagIt-Version next time.",
  ),
  "declaration-extra-lines": say(
    "{path} 有 {lines} 行，应只有两行。请删去多余的行。",
    "{path} has {lines} lines, not two. Remove the others.",
  ),
  "version-unknown": say(
    "{path} 声明的 BagIt 版本是 {version}，本系统接收 0.93 至 0.97 和 1.0。请用 1.0 版重新打包。",
    "{path} declares BagIt {version}; 0.93 to 0.97 and 1.0 are taken. Make the bag again as 1.0.",
  ),
  "encoding-unknown": say(
    "{path} 声明的字符编码 {encoding} 无法读取。请用 UTF-8 重新打包。",
    "{path} names the encoding {encoding}, which cannot be read. Make the bag again in UTF-8.",
  ),
  "payload-folder-missing": say(
    "包内没有 {path} 文件夹。请把要移交的文件放在其中后重新打包。",
    "The bag has no folder {path}. Put the files into it and make the bag again.",
  ),
  "payload-manifest-missing": say(
    "包内没有载荷清单（如 {path}）。请用打包工具重新打包。",
    "The bag has no payload manifest (such as {path}). Make the bag again with a BagIt tool.",
  ),
  "algorithm-unknown": say(
    "{path} 使用的摘要算法 {algorithm} 无法核对，未据此检查。建议改用 SHA-256 或 SHA-512。",
    "Digests of {algorithm} in {path} could not be checked. Use SHA-256 or SHA-512.",
  ),
  "algorithms-all-unknown": say(
    "所有载荷清单的摘要算法都无法核对。请用 SHA-256 或 SHA-512 重新打包。",
    "No payload manifest has digests that can be checked. Make the bag again with SHA-256 or SHA-512.",
  ),
  "algorithm-weak": say(
    "{path} 只用 {algorithm}，不能防篡改。今后请用 SHA-256 或 SHA-512 打包。",
    "{path} has only {algorithm}, which does not hold against tampering. Use SHA-256 or SHA-512 from now on.",
  ),
  "algorithm-twice": say(
    "{path} 与另一份清单使用同一算法 {algorithm}。请只保留一份后重新打包。",
    "{path} has the algorithm {algorithm} of another manifest. Keep one of them and make the bag again.",
  ),
  "manifest-name-case": say(
    "清单文件名 {path} 应全用小写字母和数字。",
    "The name {path} should be in lower-case letters and digits.",
  ),
  "manifest-line-malformed": say(
    "清单 {manifest} 第 {line} 行不是“摘要 路径”的形式。请重新生成清单。",
    "Line {line} of {manifest} is not a digest and a path. Make the manifest again.",
  ),
  "manifest-line-blank": say(
    "清单 {manifest} 第 {line} 行是空行，已略过。",
    "Line {line} of {manifest} is empty and was passed over.",
  ),
  "manifest-line-too-long": say(
    "{path} 有过长的行，未读完。请重新生成。",
    "A line of {path} is too long to read. Make the file again.",
  ),
  "manifest-md5sum-mark": say(
    "清单 {path} 带有 md5sum 的星号，已按路径读取。",
    "{path} has the asterisks of md5sum; the paths were read without.",
  ),
  "manifest-digest-length": say(
    "清单 {manifest} 第 {line} 行（{path}）的摘要长度与算法不符。请重新生成清单。",
    "The digest of {path} on line {line} of {manifest} has the wrong length. Make the manifest again.",
  ),
  "manifest-outside-payload": say(
    "载荷清单 {manifest} 第 {line} 行列出了 data/ 以外的文件 {path}。请重新生成清单。",
    "Line {line} of {manifest} lists {path}, outside data/. Make the manifest again.",
  ),
  "manifest-percent-literal": say(
    "清单对 {path} 中百分号的写法与标准不一致，已按文件名核对。",
    "The manifest does not encode {path} as the standard asks; it was matched by its name.",
  ),
  "manifest-path-dot": say("清单 {path} 的路径带有“./”，已略去。", 'Paths in {path} have "./", which was left out.'),
  "entry-repeated": say(
    "清单 {manifest} 第 {line} 行重复列出 {path}。请重新生成清单。",
    "Line {line} of {manifest} lists {path} again. Make the manifest again.",
  ),
  "entry-repeated-before-1.0": say(
    "清单 {manifest} 第 {line} 行重复列出 {path}，摘要相同。",
    "Line {line} of {manifest} lists {path} again, with the same digest.",
  ),
  "entry-contradicted": say(
    "清单 {manifest} 第 {line} 行再次列出 {path}，摘要却不同。请核对原件后重新打包。",
    "Line {line} of {manifest} lists {path} again with another digest. Compare with the original and make the bag again.",
  ),
  "payload-file-missing": say(
    "清单 {manifest} 第 {line} 行列出的 {path} 不在包内。请补上该文件或重新打包。",
    "{path}, on line {line} of {manifest}, is not in the bag. Add the file or make the bag again.",
  ),
  "payload-file-unlisted": say(
    "{path} 在包内，但没有清单列出。请删去该文件或重新打包。",
    "{path} is in the bag, but no manifest lists it. Remove it or make the bag again.",
  ),
  "payload-file-not-in-every-manifest": say(
    "清单 {manifest} 没有列出 {path}。1.0 版要求每份清单列出全部文件；请重新打包。",
    "{manifest} does not list {path}. BagIt 1.0 asks every manifest for every file; make the bag again.",
  ),
  "payload-digest-differs": say(
    "{path} 的内容与清单 {manifest} 不符，可能在传输中损坏或被改动。请核对原件后重新打包。",
    "{path} is not what {manifest} says: it was damaged or changed. Compare with the original and make the bag again.",
  ),
  "system-file-listed": say(
    "清单 {manifest} 第 {line} 行列出了系统文件 {path}。下次打包前请删去。",
    "Line {line} of {manifest} lists the system file {path}. Remove such files before bagging.",
  ),
  "system-file-missing": say(
    "清单列出的系统文件 {path} 不在包内；它不是档案内容。",
    "The listed system file {path} is not in the bag; it is no record.",
  ),
  "tag-manifest-lists-payload": say(
    "标签清单 {manifest} 第 {line} 行列出了载荷文件 {path}。请重新打包。",
    "Line {line} of {manifest} lists the payload file {path}. Make the bag again.",
  ),
  "tag-manifest-lists-tag-manifest": say(
    "标签清单 {manifest} 第 {line} 行列出了标签清单 {path}。请重新打包。",
    "Line {line} of {manifest} lists the tag manifest {path}. Make the bag again.",
  ),
  "tag-manifest-lacks-manifest": say(
    "标签清单 {path} 没有列出 {manifest}。请重新打包。",
    "{path} does not list {manifest}. Make the bag again.",
  ),
  "tag-manifest-lacks-manifest-before-1.0": say(
    "标签清单 {path} 没有列出 {manifest}，该清单未经核对。",
    "{path} does not list {manifest}, which was not checked.",
  ),
  "tag-file-missing": say(
    "标签文件 {path} 已列出或需要读取，但不在包内。请补上或重新打包。",
    "The tag file {path} is wanted but not in the bag. Add it or make the bag again.",
  ),
  "tag-file-unlisted": say(
    "标签文件 {path} 没有列入 {manifest}，未据此核对。",
    "{manifest} does not list the tag file {path}, which was not checked against it.",
  ),
  "tag-digest-differs": say(
    "标签文件 {path} 的内容与 {manifest} 不符。请核对原件后重新打包。",
    "The tag file {path} is not what {manifest} says. Compare with the original and make the bag again.",
  ),
  "tag-file-encoding": say(
    "{path} 不是所声明的编码 {encoding}。请按声明的编码保存后重新打包。",
    "{path} is not in the declared encoding {encoding}. Save it so and make the bag again.",
  ),
  "tag-file-bom": say(
    "{path} 以字节顺序标记（BOM）开头。请另存为不带 BOM 的文件后重新打包。",
    "{path} begins with a byte-order mark. Save it without one and make the bag again.",
  ),
  "tag-file-bom-before-1.0": say(
    "{path} 以字节顺序标记（BOM）开头，已略去。",
    "{path} begins with a byte-order mark, which was left out.",
  ),
  "info-line-malformed": say(
    "{path} 第 {line} 行不是“标签: 值”的形式。请改正后重新打包。",
    'Line {line} of {path} is not "Label: value". Correct it and make the bag again.',
  ),
  "info-line-blank": say("{path} 第 {line} 行是空行，已略过。", "Line {line} of {path} is empty and was passed over."),
  "info-too-large": say(
    "{path} 超过 {limit} 个字符。请把说明文字放入载荷后重新打包。",
    "{path} has more than {limit} characters. Put long texts into the payload and make the bag again.",
  ),
  "info-label-repeated": say(
    "{path} 中 {label} 出现 {count} 次，宜只出现一次。",
    "{label} stands {count} times in {path} and should stand once.",
  ),
  "info-date-form": say(
    "{path} 的打包日期 {value} 应写作 年-月-日（如 2026-11-30）。",
    "The bagging date {value} in {path} should be written like 2026-11-30.",
  ),
  "oxum-malformed": say(
    "{path} 的 Payload-Oxum“{value}”应为“字节数.文件数”。请重新打包。",
    'Payload-Oxum "{value}" in {path} is not octets.files. Make the bag again.',
  ),
  "oxum-repeated": say(
    "{path} 中 Payload-Oxum 出现不止一次。请只保留一个后重新打包。",
    "Payload-Oxum stands more than once in {path}. Keep one and make the bag again.",
  ),
  "oxum-repeated-before-1.0": say(
    "{path} 中 Payload-Oxum 出现不止一次，只核对第一个。",
    "Payload-Oxum stands more than once in {path}; the first was compared.",
  ),
  "oxum-differs": say(
    "Payload-Oxum 写明 {stated}（字节数.文件数），包内实有 {found}。请核对是否缺少文件后重新打包。",
    "Payload-Oxum states {stated} (octets.files), the bag has {found}. See whether files are missing and make the bag again.",
  ),
  "fetch-line-malformed": say(
    "{path} 第 {line} 行不是“地址 长度 路径”的形式。请删去 {path} 后重新打包。",
    "Line {line} of {path} is not an address, a length and a path. Remove {path} and make the bag again.",
  ),
  "fetch-outside-payload": say(
    "{manifest} 第 {line} 行列出了 data/ 以外的文件 {path}。请删去 {manifest} 后重新打包。",
    "Line {line} of {manifest} lists {path}, outside data/. Remove {manifest} and make the bag again.",
  ),
  "fetch-outside-payload-before-1.0": say(
    "{manifest} 第 {line} 行列出了 data/ 以外的 {path}，未下载。",
    "Line {line} of {manifest} lists {path}, outside data/; nothing was fetched.",
  ),
  "fetch-unlisted": say(
    "{manifest} 第 {line} 行的 {path} 没有载荷清单列出。请重新打包。",
    "No payload manifest lists {path}, on line {line} of {manifest}. Make the bag again.",
  ),
  "fetch-refused": say(
    "{path} 不在包内，只在 fetch.txt 中给出下载地址。档案馆不从外部地址下载档案；请把文件放入包内后重新打包。",
    "{path} is not in the bag: fetch.txt only says where it could be fetched. An archive fetches no records from outside; put the file into the bag.",
  ),
  "fetch-not-followed": say(
    "包内有 {path}（{lines} 行），不作下载。",
    "The bag has a {path} ({lines} lines); nothing is fetched.",
  ),
  "path-parent": say(
    "路径 {path} 含有“..”，会指向包外。请改名后重新打包。",
    'The path {path} has ".." and leads out of the bag. Rename the file and make the bag again.',
  ),
  "path-absolute": say(
    "路径 {path} 是绝对路径或带盘符。请改为包内路径后重新打包。",
    "The path {path} is absolute or names a drive. Make the bag again with paths inside it.",
  ),
  "path-home": say(
    "路径 {path} 以“~”开头。请改名后重新打包。",
    'The path {path} begins with "~". Rename the file and make the bag again.',
  ),
  "path-backslash": say(
    "路径 {path} 含有反斜杠。请以“/”分隔后重新打包。",
    'The path {path} has a backslash. Make the bag again with "/" between the parts.',
  ),
  "path-control-character": say(
    "路径 {path} 含有控制字符或不可见的方向字符。请改名后重新打包。",
    "The path {path} has control characters. Rename the file and make the bag again.",
  ),
  "path-empty-part": say(
    "路径 {path} 有空的一段或以“/”结尾。清单只列文件；请重新打包。",
    'The path {path} has an empty part or ends in "/". Manifests list files only; make the bag again.',
  ),
  "path-too-long": say(
    "路径 {path} 过长或层级过深。请缩短后重新打包。",
    "The path {path} is too long or too deep. Shorten it and make the bag again.",
  ),
  "path-windows-name": say(
    "文件名 {path} 在 Windows 上不能使用。下次打包前请改名。",
    "Windows cannot hold the name {path}. Rename it before the next bag.",
  ),
  "path-normalisation": say(
    "{path} 与另一种 Unicode 写法是同一名称，已按同一文件核对。请统一文件名写法。",
    "{path} is also spelled in another Unicode form; both were taken as one name. Use one form.",
  ),
  "path-case": say(
    "{path} 与另一文件只有大小写之差，在部分系统上会互相覆盖。请改名。",
    "{path} differs from another file in case only; on some systems one replaces the other. Rename it.",
  ),
  link: say(
    "{path} 是链接，不是文件。请换成文件本身后重新打包。",
    "{path} is a link, not a file. Put the file itself in its place and make the bag again.",
  ),
  "not-a-file": say(
    "{path} 不是普通文件。请删去后重新打包。",
    "{path} is not a regular file. Remove it and make the bag again.",
  ),
  "file-unreadable": say(
    "{path} 无法读完。请检查文件与权限，或重新打包。",
    "{path} cannot be read to its end. Look at the file and its permissions, or make the bag again.",
  ),
  "file-twice": say(
    "包内有两个文件名为 {path}。请只保留一个后重新打包。",
    "Two files in the bag are called {path}. Keep one and make the bag again.",
  ),
  "name-encoding": say(
    "文件名 {path} 既不是 UTF-8 也不是 GBK。请改名后重新打包。",
    "The name {path} is neither UTF-8 nor GBK. Rename the file and make the bag again.",
  ),
  "serialisation-no-top-folder": say(
    "压缩包内没有顶层文件夹（{path} 直接在根下）。请把整个包文件夹压缩。",
    "The archive has no top folder ({path} lies at its root). Pack the bag's folder, not what is in it.",
  ),
  "serialisation-several-tops": say(
    "压缩包内除 {top} 外还有 {path}。一个压缩包只放一个包；请重新压缩。",
    "Beside {top} the archive has {path}. One archive holds one bag; pack it again.",
  ),
  "serialisation-name": say(
    "压缩包名为 {name}，其中的文件夹却名为 {path}。宜使两者一致。",
    "The archive is called {name}, the folder in it {path}. They should agree.",
  ),
  "serialisation-system-folder": say(
    "压缩包内有系统文件 {path}，已略过。",
    "The archive has the system file {path}, which was passed over.",
  ),
  "archive-broken": say(
    "压缩包损坏或不完整（{reason}）。请重新压缩或重新传输。",
    "The archive is broken or cut short ({reason}). Pack it or send it again.",
  ),
  "archive-encrypted": say(
    "压缩包中的 {path} 已加密。请去除密码后重新压缩。",
    "{path} is encrypted. Pack the bag again without a password.",
  ),
  "archive-method": say(
    "压缩包中的 {path} 使用了不支持的压缩方式 {method}。请用“存储”或 Deflate 重新压缩。",
    "{path} is compressed by method {method}, which is not read. Pack the bag again with Store or Deflate.",
  ),
  "too-many-files": moreThan(say("包内文件数", "files")),
  "too-many-bytes": moreThan(say("包内文件总字节数", "bytes")),
  "too-many-tag-files": moreThan(say("载荷以外的文件数", "files outside its payload")),
  "too-compressed": say(
    "压缩包解开后超过原大小的 {limit} 倍，不予解开。请不压缩重新打包。",
    "Unpacked, the archive is more than {limit} times its size and was not unpacked. Pack it again without compression.",
  ),
};

/** A name fit to be shown: what cannot be seen is escaped. */
export const shownPath = (path: string): string =>
  path.replaceAll(/[\p{C}]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);

/** The finding in both languages. */
export const explainFinding = ({ rule, path, facts }: Finding): Sentence => {
  const named = { path: shownPath(path ?? ""), ...facts };
  return { zh: filled(sentences[rule].zh, named), en: filled(sentences[rule].en, named) };
};
