import { expect, test } from "vitest";
import { explainRefusal, refusal, refusalCode } from "../../shared/domain/refusal.ts";

/** Every fact a sentence may ask for. */
const facts = {
  archiveId: "440100",
  home: "cn-north-1",
  bytes: 123,
  limit: 456,
  extension: "jpg",
  mediaType: "image/png",
  width: 10,
  height: 20,
  pages: 3,
  page: 1,
  batchId: "2026-11",
  archivalCode: "Z109",
  count: 2,
  rules: "payload-digest-differs",
  listId: "2026-01",
  threat: "Eicar-Signature",
  hours: 24,
};

test.each(refusalCode.options)("%s is explained in Chinese and in English with all its facts", (code) => {
  const { zh, en } = explainRefusal(refusal.parse({ code, facts }));
  expect(zh).toMatch(/\p{Script=Han}.*。$/u);
  expect(en).toMatch(/^[A-Z][^\p{Script=Han}]*(办公室-0001\).*)?[^\p{Script=Han}]*\.$/u);
  expect(zh + en).not.toMatch(/[{}]|undefined/);
});

test("both sentences of a refusal name the same facts", () => {
  const marked = Object.fromEntries(Object.keys(facts).map((name) => [name, `<${name}>`]));
  for (const code of refusalCode.options) {
    const { zh, en } = explainRefusal({ code, facts: marked });
    const named = (sentence: string) => [...sentence.matchAll(/<\w+>/g)].map(([name]) => name).sort();
    expect(named(zh), code).toEqual(named(en));
  }
});

test("a code that is not in the list is no refusal", () => {
  expect(refusal.safeParse({ code: "bad", facts: {} }).success).toBe(false);
});
