import fc from "fast-check";
import { expect, test } from "vitest";
import type { BagReport } from "../../../shared/bagit/bag-report.ts";
import { validateBag } from "../../../shared/bagit/validate-bag.ts";
import { goodBag, memorySource, signTags, tarBytes, tarOf, under } from "../../support/bags.ts";
import type { BagFiles } from "../../support/bags.ts";

const payload = Object.fromEntries(
  Array.from({ length: 9 }, (_, at) => [`data/${String(at)}.jpg`, `page ${String(at)}`]),
);

/** Validates in parts of so many files, each by a process that knows nothing but where to go on. */
const inParts = async (files: BagFiles, size: number): Promise<BagReport[]> => {
  const parts: BagReport[] = [];
  let from: number | undefined = 0;
  while (from !== undefined) {
    let asked = 0;
    const part: BagReport = await validateBag(tarBytes(tarOf(under("bag", files))), {
      from,
      isEnough: () => (asked += 1) >= size,
    });
    parts.push(part);
    from = part.next;
  }
  return parts;
};

const spoilings: Readonly<Record<string, (files: BagFiles) => void>> = {
  nothing: () => undefined,
  "a changed file": (files) => files.set("data/7.jpg", Buffer.from("PAGE 7")),
  "a missing file": (files) => files.delete("data/3.jpg"),
  "an extra file": (files) => files.set("data/x.jpg", Buffer.from("x")),
  "a false Payload-Oxum": (files) => {
    files.set("bag-info.txt", Buffer.from("Payload-Oxum: 1.1\n"));
    signTags(files);
  },
};

test.each(Object.entries(spoilings))("a bag with %s is found in parts as it is at once", async (_, spoil) => {
  const files = goodBag({ payload });
  spoil(files);
  const whole = await validateBag(memorySource(files));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 16 }), async (size) => {
      const parts = await inParts(files, size);
      const found = parts.flatMap(({ findings }) => findings.map(({ rule, path }) => `${rule} ${path ?? ""}`));
      expect([...new Set(found)].sort()).toEqual(
        whole.findings.map(({ rule, path }) => `${rule} ${path ?? ""}`).sort(),
      );
      expect(parts.every(({ accepted }) => accepted)).toBe(whole.accepted);
      expect(parts.at(-1)?.payload).toEqual(whole.payload);
    }),
    { numRuns: 12 },
  );
});
