import { expect, test } from "vitest";
import { removeDust } from "../../functions/ocr/embedded/remove-dust.ts";

const read = (text: string) =>
  Array.from(text).map((character) => ({ text: character, confidence: 1, from: 0, to: 1 }));

test.each([
  ["·性别", "性别"],
  ["：土地使用者", "土地使用者"],
  [".1530.84平方米", "1530.84平方米"],
  ["称谓.", "称谓"],
  ["夺取丰收。．·", "夺取丰收。"],
  ["抽调，·工分", "抽调，工分"],
  ["落户.。", "落户。"],
  ["1952年3月19.日", "1952年3月19日"],
])("%s is %s under dust", (dusty, clean) => {
  expect(
    removeDust(read(dusty))
      .map(({ text }) => text)
      .join(""),
  ).toBe(clean);
});

test.each(["买买提·艾山", "各部门：", "48.35万元", ".5 kg", "E. W. Oakley, Registrar", "No.", "甲.乙", "他说……"])(
  "%s is no dust",
  (text) => {
    expect(
      removeDust(read(text))
        .map((character) => character.text)
        .join(""),
    ).toBe(text);
  },
);
