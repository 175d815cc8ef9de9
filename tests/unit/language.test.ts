import { expect, test } from "vitest";
import { languageOf } from "../../shared/runtime/language.ts";

test.each([
  [undefined, "zh"],
  ["", "zh"],
  ["*", "zh"],
  ["fr, de;q=0.8", "zh"],
  ["zh-CN,zh;q=0.9,en;q=0.8", "zh"],
  ["en", "en"],
  ["EN-gb", "en"],
  ["en-US,en;q=0.9,zh-CN;q=0.8", "en"],
  ["fr, en;q=0.3", "en"],
  ["en;q=0.5, zh;q=0.7", "zh"],
  ["en;q=0, zh;q=0.1", "zh"],
  ["en;q=0", "zh"],
  ["zh;q=0, en;q=0.1", "en"],
  ["english", "zh"],
] as const)("Accept-Language %j is answered in %s", (header, language) => {
  expect(languageOf(header)).toBe(language);
});
