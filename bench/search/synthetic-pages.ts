import simplifiedPhrases from "opencc-js/dict/STPhrases";
import { foldText } from "../../functions/full-text/analyzer/fold-lines.ts";

/** A page as an archive might hold it. `names` and `words` stand on it; folding leaves all of it as it is. */
export type SyntheticPage = {
  readonly id: string;
  readonly archive: string;
  readonly kind: string;
  readonly year: number;
  readonly text: string;
  readonly names: readonly string[];
  readonly words: readonly string[];
};

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const wantedCharacters = 300;
const archives = 20;
const kinds = ["婚姻", "户籍", "土地", "学籍", "知青", "工龄", "公证", "房产", "诉讼", "会计"];

const isPlain = (word: string): boolean => foldText(word) === word;
const surnames = Array.from(
  "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤",
).filter(isPlain);
const givenCharacters = Array.from(
  "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文斌波辉宁鑫健林峰云凤琴春生海燕永福荣珍贵清亮雪飞玲鹏浩宇欣怡嘉慧思雨晨阳博雅诗涵佳琪梦瑶梓轩子睿昊天一帆俊豪泽瑞景龙世昌德胜长根水木火土金宝来喜庆余安康和顺义仁礼智信忠孝诚",
).filter(isPlain);
const latin = ["Annual", "Report", "Ref", "No", "COPY", "ISBN", "Lantai", "Form", "Office", "Register"];
/** What nearly every page says, most frequent first. */
export const commonWords = ["登记", "证明", "档案", "申请", "单位", "姓名", "住址", "年龄", "同意", "盖章"];

/** Places in the order of a Zipf distribution: the first half as often again as the second. */
const zipf = (random: () => number, size: number): number => Math.floor(size ** random()) - 1;

const shuffled = (words: readonly string[], random: () => number): string[] =>
  words
    .map((word) => ({ word, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ word }) => word);

const pick = (list: readonly string[], random: () => number): string => list[Math.floor(random() * list.length)] ?? "";

const nameOf = (random: () => number): string =>
  pick(surnames, random) + pick(givenCharacters, random) + (random() < 0.5 ? pick(givenCharacters, random) : "");

/** Makes page after page of about 300 characters: words as often as in real text, 2 % names, dates, numbers, Latin words. */
export const syntheticPages = (seed: number) => {
  const phrases = simplifiedPhrases
    .split("|")
    .flatMap((entry) => entry.split(" ", 1))
    .filter((word) => /^[\u4e00-\u9fff]{2,4}$/.test(word) && isPlain(word));
  const vocabulary = [...commonWords, ...shuffled(phrases, seededRandom(seed))];

  return (number: number): SyntheticPage => {
    const random = seededRandom(Math.imul(seed, 0x9e3779b1) + number);
    const names: string[] = [];
    const words: string[] = [];
    const part = (): string => {
      const choice = random();
      if (choice < 0.02) {
        const name = nameOf(random);
        names.push(name);
        return name;
      }
      if (choice < 0.03) return `${1950 + Math.floor(random() * 70)}年${1 + Math.floor(random() * 12)}月`;
      if (choice < 0.035) return `字第${String(Math.floor(random() * 10_000)).padStart(4, "0")}号`;
      if (choice < 0.04) return ` ${pick(latin, random)} `;
      if (choice < 0.12) return choice < 0.09 ? "，" : "。";
      const word = vocabulary[zipf(random, vocabulary.length)] ?? "";
      words.push(word);
      return word;
    };
    let text = "";
    while (text.length < wantedCharacters) text += part();
    return {
      id: `p${number}`,
      archive: String(440_100 + zipf(random, archives)),
      kind: pick(kinds, random),
      year: 1950 + Math.floor(random() * 70),
      text: text.trim(),
      names,
      words,
    };
  };
};
