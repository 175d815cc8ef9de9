import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBagKey } from "../../shared/domain/bag-key.ts";
import { arrivedAt, bagCounts, explainLeftOut, leftOutReason, bagPlacer } from "../../shared/domain/bag-payload.ts";
import { standsAgainst } from "../../shared/domain/bag-payload.ts";
import { parseCatalogueKey } from "../../shared/domain/catalogue-key.ts";
import { bagInfoMayComeIn } from "../../shared/domain/declared-classification.ts";
import { largestObjectBytes, parseIntakeKey } from "../../shared/domain/intake-key.ts";

const batch = { archiveId: "440100", batchId: "b1" };
const item = "Z109-WS·2011·Y·办公室-0001";
const placesOf = (paths: readonly string[], bytes = 1) => {
  const placer = bagPlacer(batch);
  return paths.map((path) => placer.place({ path: `data/${path}`, bytes }));
};

describe("the key of a bag", () => {
  it.each([
    ["440100/b1/移交包.zip", { name: "移交包", extension: "zip", packing: "zip" }],
    ["440100/b1/x.bag.zip", { name: "x", packing: "zip" }],
    ["440100/b1/x.TAR", { name: "x", extension: "tar", packing: "tar" }],
    ["440100/b1/x.y.tar.gz", { name: "x.y", extension: "tar.gz", packing: "tar.gz" }],
    ["440100/b1/x.tgz", { name: "x", packing: "tar.gz" }],
  ])("is %s", (key, bag) => {
    expect(parseBagKey(key)).toMatchObject({ ...batch, ...bag });
  });

  it.each([
    `440100/b1/${item}/001.zip`,
    "440100/b1/.zip",
    "440100/b1/._x.zip",
    "440100/b1/x.rar",
    "440100/b1/x.zip/",
    "44010/b1/x.zip",
    "440100/b 1/x.zip",
    "x.zip",
  ])("is not %s", (key) => {
    expect(parseBagKey(key)).toBeUndefined();
  });
});

describe("a payload file goes", () => {
  it.each([
    [`${item}/1.jpg`, { is: "scans", key: `440100/b1/${item}/001.jpg` }],
    [`盒1/${item}.pdf`, { is: "scans", key: `440100/b1/${item}.pdf` }],
    ["Z109-WS·2011·Y·错/001.jpg", { is: "unplaced", key: "440100/b1/Z109-WS·2011·Y·错/001.jpg" }],
    ["IMG_4711.jpg", { is: "unplaced", key: "440100/b1/IMG_4711.jpg" }],
    ["catalogue-1985.xlsx", { is: "catalogues", key: "440100/b1/catalogue-1985.xlsx" }],
    ["目录/归档文件目录.CSV", { is: "catalogues", key: "440100/b1/catalogue-bag-1.csv" }],
    ["说明.docx", { is: "leftOut", reason: "not-a-scan" }],
    ["another.zip", { is: "leftOut", reason: "not-a-scan" }],
    ["统计.xlsx", { is: "leftOut", reason: "not-a-scan" }],
    [`${"长".repeat(400)}.jpg`, { is: "leftOut", reason: "name-too-long" }],
    [".DS_Store", { is: "systemFiles" }],
    ["__MACOSX/._001.jpg", { is: "systemFiles" }],
  ])("%s", (path, place) => {
    expect(placesOf([path])).toEqual([place]);
  });

  it("nowhere when it is larger than intake takes", () => {
    expect(placesOf([`${item}/001.tif`], largestObjectBytes + 1)).toEqual([{ is: "leftOut", reason: "too-large" }]);
    expect(placesOf([`${item}/001.tif`], largestObjectBytes)).toMatchObject([{ is: "scans" }]);
  });

  it("nowhere when another file of the bag has its place", () => {
    const twice = [`a/${item}/1.jpg`, `b/${item}/001.png`, `${item}.pdf`, "a/IMG.jpg", "b/IMG.jpg"];
    expect(placesOf(twice)).toMatchObject([
      { is: "scans" },
      { reason: "claimed", holder: `data/a/${item}/1.jpg` },
      { reason: "claimed", holder: `data/a/${item}/1.jpg` },
      { is: "unplaced" },
      { reason: "claimed", holder: "data/a/IMG.jpg" },
    ]);
    const tables = ["a/catalogue.csv", "b/catalogue.csv", "a/目录.csv", "b/目录.csv"];
    expect(placesOf(tables).map((place) => ("key" in place ? place.key : place.is))).toEqual([
      "440100/b1/catalogue.csv",
      "leftOut",
      "440100/b1/catalogue-bag-3.csv",
      "440100/b1/catalogue-bag-4.csv",
    ]);
  });

  it("always inside its own batch, under a key of its own, and the same each time", () => {
    const part = fc.constantFrom(
      item,
      "Z109-WS·2011·Y·办公室-0002",
      "盒",
      "IMG",
      "目录",
      "catalogue",
      "1",
      "002",
      ".x",
    );
    const ending = fc.constantFrom(".jpg", ".tif", ".pdf", ".csv", ".xlsx", ".doc", "");
    const path = fc
      .tuple(fc.array(part, { minLength: 1, maxLength: 3 }), ending)
      .map(([parts, end]) => parts.join("/") + end);
    fc.assert(
      fc.property(fc.array(path, { maxLength: 12 }), (paths) => {
        const places = placesOf(paths);
        const keys = places.flatMap((place) => ("key" in place ? [place.key] : []));
        expect(new Set(keys).size).toBe(keys.length);
        expect(placesOf(paths)).toEqual(places);
        for (const place of places) {
          expect(place.is in bagCounts.shape).toBe(true);
          if (place.is === "scans") expect(parseIntakeKey(place.key)).toMatchObject({ ok: true, ...batch });
          if (place.is === "catalogues") expect(parseCatalogueKey(place.key)).toEqual(batch);
          if (place.is === "unplaced") expect(parseIntakeKey(place.key)).toMatchObject({ ok: false, ...batch });
        }
      }),
    );
  });

  it("and if it stays in the bag, both languages say why", () => {
    for (const reason of leftOutReason.options) {
      expect(explainLeftOut(reason).zh).toMatch(/。$/u);
      expect(explainLeftOut(reason).en).toMatch(/^[A-Z].*\.$/u);
    }
  });
});

describe("what lies under the place of a payload file", () => {
  const bag = "2026-11-23T08:00:05Z-0000000000000005";
  const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 8, 0, second));
  it.each([
    ["nothing", undefined, "nothing"],
    ["this bag's own file", { bagId: bag, takenAt: at(50) }, "own"],
    ["what was uploaded before the bag", { bagId: undefined, takenAt: at(4) }, "nothing"],
    ["what was uploaded after it", { bagId: undefined, takenAt: at(6) }, "newer"],
    [
      "an older bag's file, whenever it was put",
      { bagId: "2026-11-23T08:00:04Z-0000000000000009", takenAt: at(50) },
      "nothing",
    ],
    ["a newer bag's file", { bagId: "2026-11-23T08:00:06Z-0000000000000001", takenAt: at(7) }, "newer"],
    ["the later of two bags of a second", { bagId: "2026-11-23T08:00:05Z-0000000000000006", takenAt: at(7) }, "newer"],
  ] as const)("is %s", (_, standing, is) => {
    expect(standsAgainst(standing, bag)).toBe(is);
  });

  it("came when its bag came", () => {
    expect(arrivedAt(bag)).toBe(at(5).getTime());
  });
});

describe("what a bag says of its secrecy", () => {
  it.each([
    [[], true],
    [[{ label: "Source-Organization", value: "机密局" }], true],
    [[{ label: "密级", value: "无" }], true],
    [[{ label: "密级", value: "机密★10年" }], false],
    [[{ label: "Security-Classification", value: "秘密" }], false],
    [
      [
        { label: "Classification", value: "公开" },
        { label: "classification", value: "内部" },
      ],
      false,
    ],
  ])("%j lets it in: %s", (info, may) => {
    expect(bagInfoMayComeIn(info)).toBe(may);
  });
});

describe("what an exported bag brings beside its payload", () => {
  const placer = bagPlacer(batch);
  it.each([
    ["metadata/catalogue.csv", "catalogues", "440100/b1/catalogue-exported.csv"],
    [
      "metadata/items/J019-ZY·TD·2001·Y-007-0001/premis.xml",
      "histories",
      "440100/b1/J019-ZY·TD·2001·Y-007-0001/history.premis.xml",
    ],
    [
      "metadata/items/J019-ZY·TD·2001·Y-007-0001/earlier-ab12.premis.xml",
      "histories",
      "440100/b1/J019-ZY·TD·2001·Y-007-0001/earlier-ab12.premis.xml",
    ],
  ])("%s is one of the %s", (path, is, key) => {
    expect(placer.placeTag(path)).toEqual({ is, key });
  });

  it.each([
    "bagit.txt",
    "manifest-sha256.txt",
    "metadata/items/J019-ZY·TD·2001·Y-007-0001/description.json",
    "metadata/items/无/premis.xml",
    `metadata/items/${"J".repeat(2000)}-1-1-1/premis.xml`,
    "metadata/items/../premis.xml",
    "metadata/catalogue.csv/x",
  ])("%s stays in the bag", (path) => {
    expect(placer.placeTag(path)).toBeUndefined();
  });
});
