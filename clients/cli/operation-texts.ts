import type { Sentence } from "../../shared/domain/sentence.ts";

/** What those who run the service are told. */
export const operationTexts = {
  operatorTokenMissing: {
    zh: "没有平台运维员的令牌：请把令牌放在环境变量 LANTAI_TOKEN 中。",
    en: "There is no token of a platform operator: put one into LANTAI_TOKEN.",
  },
  operatedRegionOption: { zh: "只看一个区域；默认所有区域", en: "one region only; by default all of them" },
  parkedAbout: {
    zh: "列出多次未能处理而搁置的消息及原因（平台运维）",
    en: "list messages that were given up, with the reason (operators)",
  },
  parkedNone: { zh: "{region}：没有搁置的消息", en: "{region}: nothing is parked" },
  parkedQueue: { zh: "{region} 队列 {queue}：搁置 {count} 条", en: "{region} queue {queue}: {count} parked" },
  parkedSubjectUnknown: { zh: "（无法识别的消息）", en: "(cannot be told what it is about)" },
  parkedWithoutReason: {
    zh: "没有说明：处理它的函数没有作答就结束了，请查它的日志",
    en: "not told: the function that worked on it ended without an answer; its log has more",
  },
  parkedHowToRedrive: {
    zh: "排除原因后，用 lantai redrive 把它们放回队列；重复处理没有害处。",
    en: "Once the cause is mended, lantai redrive puts them back to work; doing a thing twice does no harm.",
  },
  redriveAbout: { zh: "把搁置的消息放回队列（平台运维）", en: "put parked messages back to work (operators)" },
  queueOption: { zh: "只处理一个队列；默认所有队列", en: "one queue only; by default all of them" },
  redriven: { zh: "{region} 队列 {queue}：放回 {count} 条", en: "{region} queue {queue}: {count} put back to work" },
  recheckAbout: {
    zh: "查看各区域重新读验馆藏的进度（平台运维）",
    en: "how far each region is with reading its holdings again (operators)",
  },
  recheckStartOption: { zh: "现在重新开始一轮", en: "begin a new pass now" },
  recheckNever: { zh: "{region}：还没有开始过", en: "{region}: none has begun yet" },
  recheckUnderWay: {
    zh: "{region}：本轮始于 {startedAt}，已安排 {pages} 页，进行中",
    en: "{region}: under way since {startedAt}, {pages} pages asked for",
  },
  recheckEnded: {
    zh: "{region}：上一轮 {startedAt} 至 {endedAt}，共 {pages} 页",
    en: "{region}: last pass from {startedAt} to {endedAt}, {pages} pages",
  },
} as const satisfies Readonly<Record<string, Sentence>>;
