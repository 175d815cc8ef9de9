import { describe, expect, test } from "vitest";
import { keyMayComeIn, metadataMayComeIn } from "../../shared/domain/declared-classification.ts";

const word = (text: string) => `=?UTF-8?B?${Buffer.from(text).toString("base64")}?=`;

describe("an object's metadata", () => {
  test.each<[string, Record<string, string>, boolean]>([
    ["nothing", {}, true],
    ["other things", { author: "机密", filename: "机密★10年" }, true],
    ["none", { classification: word("无") }, true],
    ["none, percent-encoded", { classification: encodeURIComponent("非密") }, true],
    ["none, empty", { classification: "" }, true],
    ["a level, as S3 returns it", { classification: word("机密★10年") }, false],
    ["a level, quoted-printable", { classification: "=?UTF-8?Q?=E6=9C=BA=E5=AF=86?=" }, false],
    ["a level, percent-encoded", { "Security-Classification": encodeURIComponent("绝密") }, false],
    ["a level by its code", { miji: "MM" }, false],
    ["内部", { secrecy: word("内部") }, false],
    ["what cannot be read", { classification: "%E6%9" }, false],
    ["what cannot be decoded", { classification: "=?UTF-8?B?***?=" }, false],
  ])("that declare %s", (_, metadata, comesIn) => {
    expect(metadataMayComeIn(metadata)).toBe(comesIn);
  });
});

test.each<[string, boolean]>([
  ["440100/b1/Z109-WS·2011·Y·办公室-0001/001.png", true],
  ["440100/b1/Z109-WS·2011·Y·保密处-0001/001.png", true],
  ["440100/b1/Z109-WS·2011·D10·秘密党员登记-0001/001.png", true],
  ["440100/机密/Z109-WS·2011·Y·办公室-0001/001.png", false],
  ["440100/b1/机密★10年/001.png", false],
  ["440100/b1/Z109-WS·2011·Y·办公室-0001/绝密.pdf", false],
  ["440100/b1/秘密.tif", false],
])("the key %s may come in: %s", (key, comesIn) => {
  expect(keyMayComeIn(key)).toBe(comesIn);
});
