import { createWriteStream } from "node:fs";
import { once } from "node:events";

const header =
  "著录层级,档号,题名,文件编号,责任者,日期,保管期限,开放标识,密级,页数,载体形态,档案种类,男方姓名,女方姓名,男方身份证号,登记日期,证书字号";
const surnames = Array.from("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗");
const names = Array.from("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国玉兰");
const towns = ["东山镇", "城关街道", "南塘乡", "西湖街道", "北关镇", "河口乡"];

/** A number below `most` that looks like chance and is the same for the same arguments. */
const spread = (number: number, salt: number, most: number): number =>
  ((Math.imul(number + 1, 0x9e37_79b1) ^ Math.imul(salt + 1, 0x85eb_ca6b)) >>> 0) % most;

/** One row in a thousand says something that is refused. */
const rowOf = (number: number): string => {
  const pick = (of: readonly string[], salt: number): string => of[spread(number, salt, of.length)] ?? "";
  const person = (salt: number): string => pick(surnames, salt) + pick(names, salt + 1) + pick(names, salt + 2);
  const year = 1950 + spread(number, 20, 60);
  const day = `${year}${String(1 + (number % 12)).padStart(2, "0")}${String(1 + (number % 28)).padStart(2, "0")}`;
  const item = String(number % 1_000_000).padStart(6, "0");
  const code = `Z${String(100 + Math.floor(number / 1_000_000))}-ZY·HY·${year}·D100-${item}`;
  const office = `${pick(towns, 10)}人民政府`;
  const [husband, wife] = [person(1), person(4)];
  const title = `${husband}、${wife}结婚登记申请书及介绍信、存根`;
  const identity = `44010${number % 10}${year - 25}0${1 + (number % 9)}1${number % 10}${String(number % 1000).padStart(3, "0")}X`;
  const date = number % 1000 === 999 ? "年月不详" : day;
  return `文件,${code},${title},民婚字第${item}号,${office},${date},100年,未审核,,3,纸质,婚姻,${husband},${wife},${identity},${day},婚字${item}`;
};

/** Writes a catalogue of marriages, the same for the same number of rows. @returns its bytes. */
export const writeCatalogue = async (path: string, rows: number): Promise<number> => {
  const file = createWriteStream(path, { highWaterMark: 1024 * 1024 });
  file.write(`\ufeff${header}\r\n`);
  for (let from = 0; from < rows; from += 2000) {
    const lines = Array.from({ length: Math.min(2000, rows - from) }, (_, at) => rowOf(from + at));
    if (!file.write(`${lines.join("\r\n")}\r\n`)) await once(file, "drain");
  }
  file.end();
  await once(file, "finish");
  return file.bytesWritten;
};
