import { expect, test } from "vitest";
import { chooseEngine } from "../../functions/ocr/choose-engine.ts";

test.each([
  [["embedded", "textract"], ["en"], "textract"],
  [["embedded", "textract"], ["zh"], "embedded"],
  [["embedded", "textract"], ["en", "zh"], "embedded"],
  [["embedded"], ["en"], "embedded"],
] as const)("of %j, pages in %j are read by %s", (available, languages, engine) => {
  expect(chooseEngine(available, [...languages])).toBe(engine);
});
