/** What every command may say, and the words of the help. */
export const generalTexts = {
  programAbout: {
    zh: "兰台命令行：交存扫描件、查看批次、检索。",
    en: "Lantai on the command line: deposit scans, look at a batch, search.",
  },
  exitCodes: {
    zh: "退出码：0 完成；1 有被拒收或未完成的；2 用法错误；3 服务无法连接。",
    en: "Exit codes: 0 done; 1 something was refused or is not complete; 2 wrong usage; 3 the service cannot be reached.",
  },
  environment: {
    zh: "环境变量：LANTAI_HOME（状态目录，默认 .lantai）、LANTAI_TOKEN（访问令牌；本机运行时可不设）。",
    en: "Environment: LANTAI_HOME (state folder, default .lantai), LANTAI_TOKEN (access token; not needed on one machine).",
  },
  examples: { zh: "示例：", en: "Examples:" },
  usageTitle: { zh: "用法：", en: "Usage:" },
  argumentsTitle: { zh: "参数：", en: "Arguments:" },
  optionsTitle: { zh: "选项：", en: "Options:" },
  commandsTitle: { zh: "命令：", en: "Commands:" },
  helpOption: { zh: "显示帮助", en: "show this help" },
  helpCommand: { zh: "显示某个命令的帮助", en: "show the help of a command" },
  languageOption: { zh: "信息语言：zh 或 en", en: "language of the messages: zh or en" },
  jsonOption: { zh: "输出 JSON", en: "print JSON" },
  archiveOption: { zh: "档案馆代码（六位数字）", en: "archive code (six digits)" },

  tokenAbout: { zh: "取得一个访问令牌（仅限本机运行）", en: "print an access token (one machine only)" },
  asOption: { zh: "用户名，见 endpoints.json", en: "user name, see endpoints.json" },

  statusAbout: {
    zh: "一个批次的计数、被拒收的和尚未安全的",
    en: "counts of a batch, what was refused, what is not yet safe",
  },
  statusBatchOption: {
    zh: "批次号；默认为本机最近交存的批次，否则为今天",
    en: "batch; by default the last one deposited from this machine, or else today's",
  },
  batchTitle: { zh: "档案馆 {archive}，批次 {batch}", en: "Archive {archive}, batch {batch}" },
  countReceived: { zh: "收到的文件", en: "files received" },
  countAccepted: { zh: "接收的文件", en: "files accepted" },
  countDuplicate: { zh: "重复的文件", en: "files already held" },
  countSuperseded: { zh: "已被取代的文件", en: "files older than what stands" },
  countRefused: { zh: "拒收的文件", en: "files refused" },
  countPages: { zh: "页数", en: "pages" },
  countRead: { zh: "已识读", en: "pages read" },
  countReadFailed: { zh: "无法识读", en: "pages that could not be read" },
  countNeedsPerson: { zh: "需人工核对", en: "pages for a person to check" },
  countSafe: { zh: "已安全（识读完成，各副本已核验）", en: "pages safe (read, every copy proven)" },
  countUnsafe: { zh: "尚未安全", en: "pages not yet safe" },
  refusedTitle: { zh: "拒收 {count} 个：", en: "Refused, {count}:" },
  unsafeTitle: { zh: "尚未安全 {count} 页，正在等待：", en: "Not yet safe, pages: {count}. They wait for:" },
  waitsForReading: { zh: "识读", en: "reading" },
  waitsForOriginal: { zh: "原件字节修复", en: "the repair of its bytes at home" },
  waitsForCopy: { zh: "{region} 的副本核验", en: "the proven copy in {region}" },
  pageNumber: { zh: "第 {page} 页", en: "page {page}" },
  andMore: { zh: "……另有 {count} 项", en: "… and {count} more" },

  searchAbout: { zh: "按内容检索（简繁、全半角互通）", en: "find pages by what they say" },
  queryArgument: {
    zh: "检索词；以空格分开的词须同时出现",
    en: "what to find; words apart by a space must all be there",
  },
  searchArchiveOption: { zh: "只在这个档案馆中检索", en: "search in this archive only" },
  kindOption: { zh: "门类代码，如 WS、ZY", en: "kind of record (门类代码), such as WS or ZY" },
  fromOption: { zh: "起始年度（含）", en: "first year, inclusive" },
  toOption: { zh: "截止年度（含）", en: "last year, inclusive" },
  limitOption: { zh: "最多列出多少条（1–100）", en: "list at most this many (1–100)" },
  searchRegionOption: {
    zh: "由哪个区域回答；默认为本馆主区域",
    en: "which region answers; by default the archive's home",
  },
  searchNothing: { zh: "没有找到。", en: "Nothing was found." },
  searchTotal: {
    zh: "共 {total} 条，列出 {shown} 条（由 {region} 回答）",
    en: "{total} found, {shown} listed (answered by {region})",
  },
  searchAtLeast: { zh: "至少 {value}", en: "at least {value}" },
  hitBoxes: { zh: "标出 {count} 处", en: "marked places: {count}" },

  regionAbout: { zh: "模拟区域中断与恢复（仅限本机运行）", en: "cut a region off, or heal it (one machine only)" },
  regionCutAbout: { zh: "切断一个区域", en: "cut a region off" },
  regionHealAbout: { zh: "恢复一个区域", en: "heal a region" },
  regionArgument: { zh: "区域名，如 cn-north-1", en: "region name, such as cn-north-1" },
  regionIsCut: {
    zh: "{region} 已与其他区域隔断：副本与核验不再往来，等恢复后自动补齐；客户端仍可连接它，已有的数据不受影响。恢复：lantai region heal {region}",
    en: "{region} is cut off from the other regions: no copies or proofs pass, and they are made up for once it is back. Clients still reach it and what it holds stays as it is. Heal it with: lantai region heal {region}",
  },
  regionIsHealed: {
    zh: "{region} 已恢复：中断期间欠下的副本和识读会自动补齐。",
    en: "{region} is back: copies and readings owed from the time of the cut are made by themselves.",
  },
  regionChangeRefused: {
    zh: "服务没有执行（{status}）：{reason}",
    en: "The service did not do it ({status}): {reason}",
  },

  faultsAbout: {
    zh: "按计划让各种环节出错（仅限本机运行）",
    en: "make things go wrong by a plan (one machine only)",
  },
  faultsSetAbout: { zh: "从现在起按文件中的计划出错", en: "from now on go wrong as the plan in a file says" },
  faultsShowAbout: { zh: "显示现行的计划", en: "show the plan that holds" },
  faultsClearAbout: { zh: "不再出错", en: "nothing goes wrong any more" },
  faultsFileArgument: {
    zh: "计划文件（JSON），格式见 docs/faults.md",
    en: "file with the plan (JSON), see docs/faults.md",
  },
  faultsAreSet: {
    zh: "故障计划已生效；每次故障记入状态目录的 {log}。停止：lantai faults clear",
    en: "The plan of faults holds; each fault is written to {log} in the state folder. End it with: lantai faults clear",
  },
  faultsAreNone: { zh: "没有故障计划。", en: "There is no plan of faults." },
  faultsAreCleared: {
    zh: "不再出错；欠下的工作会自动补齐。",
    en: "Nothing goes wrong any more; what is owed is made up for by itself.",
  },
  faultPlanUnreadable: { zh: "无法读取 {path}：{reason}", en: "{path} cannot be read: {reason}" },
  faultPlanRefused: { zh: "故障计划有误：{reason}", en: "The plan of faults is wrong: {reason}" },

  endpointsMissing: {
    zh: "找不到 {path}。请先运行 npm start（或用 LANTAI_HOME 指明状态目录）。",
    en: "There is no {path}. Run npm start first (or name the state folder with LANTAI_HOME).",
  },
  endpointsUnreadable: {
    zh: "{path} 的内容无法读懂。请重新运行 npm start。",
    en: "{path} cannot be understood. Run npm start again.",
  },
  archiveUnknown: { zh: "没有档案馆 {id}。现有：{known}", en: "There is no archive {id}. There are: {known}" },
  regionUnknown: { zh: "没有区域 {region}。现有：{known}", en: "There is no region {region}. There are: {known}" },
  userUnknown: { zh: "没有用户 {username}。", en: "There is no user {username}." },
  tokenMissing: {
    zh: "档案馆 {archive} 没有可用的用户。请用 LANTAI_TOKEN 提供访问令牌。",
    en: "No user is known for archive {archive}. Give an access token in LANTAI_TOKEN.",
  },
  batchMalformed: {
    zh: "批次号“{batch}”不合规则：只能用字母、数字、点、下划线和连字符，以字母或数字开头，最长 64 个字符。",
    en: "“{batch}” is no batch id: letters, digits, dots, underscores and hyphens, beginning with a letter or digit, at most 64.",
  },
  numberMalformed: {
    zh: "“{value}”应为 {least} 至 {most} 的整数。",
    en: "“{value}” must be a whole number from {least} to {most}.",
  },
  tryingAgain: {
    zh: "{region} 没有回应（{reason}），{seconds} 秒后再试……",
    en: "{region} does not answer ({reason}); trying again in {seconds} s …",
  },
  regionUnreachable: {
    zh: "无法连接 {region}（{url}）：{reason}。恢复后再运行同一条命令即可继续。",
    en: "{region} cannot be reached ({url}): {reason}. Run the same command again to go on.",
  },
  serviceUnreachable: { zh: "无法连接 {url}：{reason}", en: "{url} cannot be reached: {reason}" },
  answerUnreadable: {
    zh: "{url} 的回答不符合约定。客户端与服务的版本可能不同。",
    en: "What {url} answered does not follow the contract. Client and service may be of different versions.",
  },
  answerRefused: { zh: "服务拒绝了请求（{status}）：{detail}", en: "The service refused ({status}): {detail}" },
  unexpected: { zh: "出现意外错误：{reason}", en: "Something unexpected happened: {reason}" },
  interrupted: {
    zh: "已停止。已经送出的不会丢失；再运行同一条命令即可继续。",
    en: "Stopped. Nothing sent is lost; run the same command again to go on.",
  },
} as const;
