/**
 * Variants (异体字) that archives hold and OpenCC's table of characters leaves alone, each before the form it is searched
 * under. Kept short on purpose: what OpenCC folds already (產, 強, 峯, 昇, 溫) does not belong here.
 */
const groups = [
  // Shapes of type before 印刷通用汉字字形表 (1965), and the Japanese shapes found in papers of the occupation.
  "産产 戸户 歩步 髙高 曁暨 敍叙 靑青 淸清 尙尚 値值 郞郎 愼慎 緖绪 増增 徳德 毎每 兪俞 呉吴 姫姬 冩写 囯国 姉姊",
  // Merged by 第一批异体字整理表 (1955); some were given back to names by 通用规范汉字表 (2013), so that between the two
  // years one person was written both ways.
  "淼渺 喆哲 堃坤 邨村 甯宁 仝同 犇奔 龢和 迺乃 菓果 栢柏 碁棋 砲炮 隣邻 汚污 氷冰 亷廉 畱留",
  "濬浚 澂澄 甦苏 瑯琅 籐藤 簷檐 觔斤 鎗枪 隄堤 燄焰 痺痹",
  // Simplified by analogy and seen in print, but standing apart from their plain form in OpenCC.
  "馀余 锺钟 钜巨 讬托 谘咨 迳径 麹曲 缐线",
  // The circle that is typed for the numeral: 一九八○年.
  "○〇 ◯〇",
];

/** Variant → the form it is searched under; one character to one character. */
export const variantCharacters: ReadonlyMap<string, string> = new Map(
  groups
    .join(" ")
    .split(" ")
    .map((pair): [string, string] => {
      const [variant = "", form = ""] = Array.from(pair);
      return [variant, form];
    }),
);
