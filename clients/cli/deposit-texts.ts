/** What `lantai deposit` says. */
export const depositTexts = {
  depositAbout: {
    zh: "把一个文件夹或 BagIt 包的扫描件交存到档案馆（可随时中断，再运行即继续）",
    en: "deposit the scans of a folder or a BagIt bag (stop at any time, run again to go on)",
  },
  folderArgument: {
    zh: "扫描件所在的文件夹，或一个包（文件夹、zip、tar）",
    en: "folder that holds the scans, or a bag (folder, zip, tar)",
  },
  depositBatchOption: { zh: "批次号；默认为今天的日期", en: "batch; by default today's date" },
  numberFromOption: {
    zh: "给没有档号的散页从这个档号起编临时号；默认 L000-WS·年度·D10-0001",
    en: "number loose scans from this code on; by default L000-WS·<year>·D10-0001",
  },
  noNumberOption: { zh: "不给散页编号，只列出", en: "leave loose scans out and list them" },
  noWaitOption: { zh: "送出后不等待识读与副本核验", en: "do not wait until every page is safe" },
  resendOption: {
    zh: "已送出但服务尚未收下的，再送一次",
    en: "send again what was sent and the service still lacks",
  },
  parallelOption: { zh: "同时送出几个文件（1–16）", en: "how many files travel at once (1–16)" },
  depositLayouts: {
    zh: `文件夹的写法（看路径的最后一两段，上层文件夹随意）：
  Z109-WS·2011·Y·办公室-0001/001.jpg      档号/页号
  Z109-WS·2011·Y·办公室-0001.pdf          整件一个文件（pdf、tif）
  Z109-WS·2011·Y·办公室-0001-001.jpg      档号加页号（DA/T 31）
  scan0001.jpg                            散页：编临时号，对照表在状态目录的 lantai-numbers.csv`,
    en: `How a folder may look (the last one or two parts of a path decide):
  Z109-WS·2011·Y·办公室-0001/001.jpg      archival code / page
  Z109-WS·2011·Y·办公室-0001.pdf          a whole item in one file (pdf, tif)
  Z109-WS·2011·Y·办公室-0001-001.jpg      code and page (DA/T 31)
  scan0001.jpg                            loose: gets a provisional code, listed in lantai-numbers.csv in the state folder`,
  },

  folderUnreadable: { zh: "无法读取文件夹 {folder}。", en: "The folder {folder} cannot be read." },
  folderEmpty: { zh: "{folder} 中没有可交存的扫描件。", en: "There is nothing to deposit in {folder}." },
  numberFromMalformed: {
    zh: "“{code}”不是合乎规则的档号，例：L000-WS·2026·D10-0001。",
    en: "“{code}” is no archival code; an example: L000-WS·2026·D10-0001.",
  },
  depositBegins: {
    zh: "交存 {folder} → 档案馆 {archive}（{name}），批次 {batch}，区域 {region}",
    en: "Depositing {folder} → archive {archive} ({name}), batch {batch}, region {region}",
  },
  numberedTitle: {
    zh: "{count} 个散页文件按以下临时档号交存（对照表：{table}）：",
    en: "Loose scans go under provisional codes, files: {count} (table: {table}):",
  },
  numberedBefore: { zh: "（沿用上次编号）", en: "(as before)" },
  leftOutTitle: { zh: "未交存 {count} 个文件：", en: "Left out, files: {count}" },
  "leftOut-system-file": { zh: "系统文件", en: "a file of the operating system" },
  "leftOut-not-a-scan": { zh: "不是扫描件", en: "not a scan" },
  "leftOut-not-numbered": { zh: "没有档号", en: "has no archival code" },
  "leftOut-page-claimed": { zh: "与 {holder} 同为一页", en: "stands for the same page as {holder}" },
  "leftOut-file-unreadable": { zh: "无法读取", en: "cannot be read" },
  "leftOut-file-changed": { zh: "发送时文件已改动", en: "changed while it was being sent" },
  barDigest: { zh: "核算", en: "Checking" },
  barFiles: { zh: "送出文件", en: "Files sent" },
  barBytes: { zh: "送出数据", en: "Data sent" },
  barRate: { zh: "{done}/{total}，{rate}/秒，剩余 {left}", en: "{done}/{total}, {rate}/s, {left} left" },
  barAccepted: { zh: "接收", en: "Taken" },
  barAcceptedText: {
    zh: "{done}/{total} 个文件，批次拒收 {refused}",
    en: "{done}/{total} files, refused in the batch: {refused}",
  },
  barRead: { zh: "识读", en: "Read" },
  barSafe: { zh: "安全", en: "Safe" },
  barPages: { zh: "{done}/{pages} 页", en: "{done}/{pages} pages" },
  waitingBegins: {
    zh: "等待识读与副本核验（可随时按 Ctrl-C，什么都不会丢失）",
    en: "Waiting until every page is safe (Ctrl-C at any time loses nothing)",
  },
  waitingStopped: {
    zh: "不再等待；服务会继续处理，已送出的不会丢失。稍后查看：lantai status --archive {archive} --batch {batch}",
    en: "No longer waiting; the service goes on, nothing sent is lost. Look later: lantai status --archive {archive} --batch {batch}",
  },
  quietInFlight: {
    zh: "有 {count} 个文件已送出一分钟以上，服务尚未收下。若一直如此，请加 --resend 再运行。",
    en: "Sent over a minute ago and not yet taken, files: {count}. If it stays so, run again with --resend.",
  },
  quietUnsafe: {
    zh: "有 {count} 页一分钟没有进展。可按 Ctrl-C 停止等待，稍后用 lantai status 查看。",
    en: "Not moved for a minute, pages: {count}. You may stop waiting (Ctrl-C) and look later with lantai status.",
  },
  uploadRefused: {
    zh: "接收桶拒绝写入（{code}）：{reason}。请核对交存密钥。",
    en: "The intake bucket refused ({code}): {reason}. Check the uploader's key.",
  },
  uploadUnreachable: {
    zh: "无法送到 {region}：{reason}。已送出的不会丢失；恢复后再运行同一条命令即可继续。",
    en: "{region} cannot be reached: {reason}. Nothing sent is lost; run the same command again to go on.",
  },
  summaryTitle: { zh: "本次交存", en: "This deposit" },
  summarySent: { zh: "本次送出", en: "sent now" },
  summaryHeld: { zh: "档案馆已有", en: "held already" },
  summaryInFlight: { zh: "先前送出、处理中", en: "sent before, being taken" },
  summaryRefused: { zh: "拒收", en: "refused" },
  summaryLeftOut: { zh: "未交存", en: "left out" },
} as const;
