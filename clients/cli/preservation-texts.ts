import type { Sentence } from "../../shared/domain/sentence.ts";

/** Tests of what is kept. */
export const preservationTexts = {
  preservationAbout: {
    zh: "长期保存检测（四性检测）：馆藏批次何时再检测、最近结果如何，或立即检测",
    en: "four-property tests of what is kept: when each batch is due, what it came to last; or test one now",
  },
  preservationListAbout: {
    zh: "列出馆藏批次的检测情况",
    en: "list the batches that are kept, each with its last test",
  },
  preservationTestAbout: {
    zh: "立即检测一个批次，等待结果",
    en: "have a batch tested now, and wait for what it comes to",
  },
  preservationReportAbout: { zh: "显示最近一次检测的报告", en: "show the report of the last test" },
  preservationAwaited: {
    zh: "正在等待检测结果（可随时按 Ctrl-C，检测照常进行）",
    en: "Waiting for the test (Ctrl-C at any time; it goes on)",
  },
  preservationLine: {
    zh: "{batch}：{outcome}（{at} 检测），下次检测 {due}",
    en: "{batch}: {outcome} (tested {at}), due again {due}",
  },
  preservationUntested: { zh: "{batch}：尚未检测，将于 {due} 检测", en: "{batch}: not tested yet, due {due}" },
  preservationNone: {
    zh: "没有馆藏批次。批次中的页面首次复核后列在这里。",
    en: "No batch is kept. They are listed once their pages were first read again.",
  },
} as const satisfies Readonly<Record<string, Sentence>>;
