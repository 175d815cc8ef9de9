import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { validateBag } from "../../../shared/bagit/validate-bag.ts";
import { goodBag, rulesBroken, tarBytes, tarOf, under, zipBytes, zipOf } from "../../support/bags.ts";
import { serialisedCases } from "./serialised-cases.ts";

test.each(serialisedCases.map((one) => [`${one.rule} (${one.of})`, one] as const))(
  "%s is found, and nothing else",
  async (_, { rule, source, found = [rule] }) => {
    expect(await rulesBroken(await source(), { name: "bag" })).toEqual(found);
  },
);

test.each([
  ["zip", async () => zipBytes(await zipOf(under("bag", goodBag())))],
  ["zip, compressed", async () => zipBytes(await zipOf(under("bag", goodBag()), true))],
  ["tar", () => tarBytes(tarOf(under("bag", goodBag())))],
  ["tar as `tar c ./bag` writes it", () => tarBytes(tarOf(under("./bag", goodBag())))],
  ["tar.gz", () => tarBytes(gzipSync(tarOf(under("bag", goodBag()))), true)],
  [
    "tar.gz of two members",
    () => {
      const tar = tarOf(under("bag", goodBag()));
      return tarBytes(Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))]), true);
    },
  ],
])("a good bag as %s is accepted", async (_, source) => {
  const report = await validateBag(await source(), { name: "bag" });
  expect(report.findings).toEqual([]);
  expect(report).toMatchObject({ accepted: true, topFolder: "bag", payload: { files: 2, bytes: 16 }, version: "1.0" });
});

test("names in GBK are read, in a zip and in a tar", async () => {
  const gbk = Buffer.from([0xbe, 0xed, 0xd2, 0xbb]);
  const bag = goodBag({ payload: { "data/卷一.jpg": "x" } });
  const named = under("bag", bag).map(([path, bytes]) => [path.replace("卷一", "GGGG"), bytes] as const);
  const gbkNamed = (bytes: Buffer): Buffer => {
    for (let at = bytes.indexOf("GGGG"); at !== -1; at = bytes.indexOf("GGGG")) gbk.copy(bytes, at);
    return bytes;
  };
  const tar = gbkNamed(tarOf(named));
  const header = tar.subarray(tar.indexOf(gbk) - 9);
  header.write("        ", 148, "latin1");
  const sum = header.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  expect(await rulesBroken(tarBytes(tar))).toEqual([]);
  expect(await rulesBroken(zipBytes(gbkNamed(await zipOf(named))))).toEqual([]);
});
