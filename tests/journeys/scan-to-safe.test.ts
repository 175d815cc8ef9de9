import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { batchAnswer } from "../../shared/contract/batch-routes.ts";
import { itemAnswer, pageTextAnswer } from "../../shared/contract/item-routes.ts";
import { searchAnswer } from "../../shared/contract/search-routes.ts";
import { problem } from "../../shared/contract/problem.ts";
import { demoBatch, demoScans } from "../../local/demo/demo-scans.ts";
import { eventually } from "../support/eventually.ts";
import { filesUnder } from "../support/files-under.ts";
import { smallPdf } from "../support/small-pdf.ts";
import { startStack, type Stack } from "../support/stack.ts";
import { strokePage } from "../support/stroke-page.ts";

type Truth = {
  pages: {
    file: string;
    width: number;
    height: number;
    fields: { kind: string; value: string }[];
    lines: { text: string; quad: [number, number][] }[];
  }[];
};

const east = "cn-north-1";
const west = "cn-northwest-1";
const clerk = "archivist-440100";
const patienceMs = 150_000;

let home: string;
let stack: Stack;
let truth: Truth;

const item = (archiveId: string, code: string): string => `/v1/items/${archiveId}/${encodeURIComponent(code)}`;
const searchFor = async (region: string, query: string, as: string) => {
  const { status, body } = await stack.call(region, `/v1/search?limit=50&q=${encodeURIComponent(query)}`, as);
  expect(status, JSON.stringify(body)).toBe(200);
  return searchAnswer.parse(body);
};
const batch = async (archiveId: string, batchId: string, language = "en") => {
  const headers = { "accept-language": language };
  const { body } = await stack.call(east, `/v1/batches/${archiveId}/${batchId}`, `archivist-${archiveId}`, { headers });
  return batchAnswer.parse(body);
};
const itemIn = async (region: string, archiveId: string, code: string) =>
  itemAnswer.parse((await stack.call(region, item(archiveId, code), `archivist-${archiveId}`)).body);
const writtenPage = async (text: string) => {
  const { pixels, width, height } = await strokePage(700, 500, [{ text, x: 80, y: 100 }]);
  return sharp(pixels, { raw: { width, height, channels: 3 } });
};

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), "lantai-journey-"));
  truth = JSON.parse(await readFile("local/demo/scans/manifest.json", "utf8")) as Truth;
  stack = await startStack(home, { demoScans: true });
  await eventually(async () => {
    for (const archiveId of ["440100", "310200", "640100"]) {
      const { counts } = await batch(archiveId, demoBatch);
      expect(counts.safe).toBe(demoScans.filter((scan) => scan.archiveId === archiveId).length);
    }
  }, patienceMs);
}, 300_000);

afterAll(async () => {
  await stack.stop();
  await rm(home, { recursive: true, force: true });
});

describe("the demo's scans", () => {
  it("are proven in the other region with the digest they have at home", async () => {
    for (const { archiveId, archivalCode } of demoScans) {
      const { pages, safe, homeRegion } = await itemIn(east, archiveId, archivalCode);
      expect(safe).toBe(true);
      for (const { sha256, replicas } of pages)
        expect(replicas).toMatchObject([{ region: homeRegion === east ? west : east, state: "proven", sha256 }]);
    }
  });

  it("are found in either region by what is printed on them, with boxes where it stands", async () => {
    for (const { archiveId, archivalCode, file } of demoScans) {
      const page = truth.pages.find((candidate) => candidate.file === file)!;
      for (const { value } of page.fields.filter(({ kind }) => kind === "name" || kind === "certno")) {
        const { hits } = await searchFor(west, value, `archivist-${archiveId}`);
        const hit = hits.find((found) => found.archivalCode === archivalCode);
        expect(hit, value).toBeDefined();
        const printed = page.lines.filter(({ text }) => text.replaceAll(" ", "").includes(value.replaceAll(" ", "")));
        const near = printed.some(({ quad }) => {
          const xs = quad.map(([x]) => x / page.width);
          const ys = quad.map(([, y]) => y / page.height);
          return hit!.boxes.some(({ x, y, w, h }) => {
            const [cx, cy] = [x + w / 2, y + h / 2];
            return cx > Math.min(...xs) && cx < Math.max(...xs) && cy > Math.min(...ys) && cy < Math.max(...ys);
          });
        });
        expect(near, `${file}: ${value}`).toBe(true);
      }
    }
  });

  it("cannot be found by an ID number, and their snippets show none", async () => {
    const id = truth.pages.flatMap(({ fields }) => fields).find(({ kind }) => kind === "id")!.value;
    const { status, body } = await stack.call(east, `/v1/search?q=${id}`, clerk);
    expect(status).toBe(400);
    expect(problem.parse(body).code).toBe("query-has-nothing-to-search");
    const { hits } = await searchFor(east, "结婚", clerk);
    expect(hits.length).toBeGreaterThan(0);
    for (const { snippet } of hits) expect(snippet).not.toMatch(/\d{17}/);
  });

  it("are read by a runtime that keeps no reports for its maker", async () => {
    const written = await filesUnder(home);
    expect(written.some((file) => file.includes("lantai-ocr-read-page"))).toBe(true);
    expect(written.filter((file) => /onnxruntime\.db|deviceid/.test(file))).toEqual([]);
  });

  it("are seen by nobody of another archive, and by nobody who has not signed in", async () => {
    const [scan] = demoScans;
    const stranger = await stack.call(east, item(scan!.archiveId, scan!.archivalCode), "archivist-310200");
    expect(stranger.status).toBe(404);
    expect((await searchFor(east, "结婚", "archivist-310200")).hits).toEqual([]);
    expect((await stack.call(east, "/v1/search?q=x")).status).toBe(401);
  });
});

describe("a scan under a page that stands already", () => {
  const code = "Z109-WS·2011·Y·办公室-0001";
  const key = `440100/again/${code}/001.png`;

  it("is one page and a duplicate when the bytes are the same, a new version when they are not", async () => {
    const first = await (await writtenPage("KATE 1947")).png().toBuffer();
    await stack.upload("440100", key, first);
    await eventually(async () => expect((await batch("440100", "again")).counts.safe).toBe(1), patienceMs);
    await stack.upload("440100", key, first);
    await eventually(async () => expect((await batch("440100", "again")).counts.duplicate).toBe(1), patienceMs);
    expect((await itemIn(east, "440100", code)).pages).toMatchObject([{ page: 1, version: 1 }]);

    await stack.upload("440100", key, await (await writtenPage("MILK 7714")).png().toBuffer());
    await eventually(async () => {
      const { pages, safe } = await itemIn(west, "440100", code);
      expect(pages).toMatchObject([{ page: 1, version: 2, ocr: { state: "read" } }]);
      expect(safe).toBe(true);
    }, patienceMs);
    await eventually(async () => {
      expect((await searchFor(west, "MILK 7714", clerk)).hits).toHaveLength(1);
      expect((await searchFor(west, "KATE 1947", clerk)).hits).toHaveLength(0);
    }, patienceMs);
  });
});

describe("a file of several pages", () => {
  it("becomes a page for each, each found by its own words", async () => {
    const words = ["KATE 1111", "MILK 4444", "LANE 7777"];
    const pages = await Promise.all(words.map(async (text) => (await writtenPage(text)).png().toBuffer()));
    const tiff = await sharp(pages, { join: { animated: true } })
      .tiff({ compression: "lzw" })
      .toBuffer();
    const code = "Z109-WS·2012·Y·办公室-0007";
    await stack.upload("440100", `440100/many/${code}.tif`, tiff);
    await eventually(
      async () => expect((await batch("440100", "many")).counts).toMatchObject({ pages: 3, safe: 3 }),
      patienceMs,
    );
    for (const [at, text] of words.entries())
      await eventually(async () => {
        const { hits } = await searchFor(west, text, clerk);
        expect(hits.map(({ archivalCode, page }) => [archivalCode, page])).toEqual([[code, at + 1]]);
      }, patienceMs);
  });
});

describe("what cannot be kept", () => {
  it("is refused with a reason in the clerk's language, and disturbs nothing else", async () => {
    const good = await (await writtenPage("HALL 9471")).jpeg().toBuffer();
    const upload = (name: string, bytes: Uint8Array) => stack.upload("440100", `440100/mixed/${name}`, bytes);
    const pngHeader = await sharp({ create: { width: 8, height: 8, channels: 3, background: "white" } })
      .png()
      .toBuffer();
    const bomb = Buffer.from(pngHeader);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    await Promise.all([
      upload("Z109-WS·2011·Y·办公室-0101/001.jpg", good),
      upload("Z109-WS·2011·Y·办公室-0102/001.jpg", good.subarray(0, good.length / 2)),
      upload("Z109-WS·2011·Y·办公室-0103/001.tif", good),
      upload("Z109-WS·2011·Y·办公室-0104/001.jpg", new Uint8Array()),
      upload("Z109-WS·2011·Y·办公室-0105.pdf", smallPdf([""], { extra: "/Encrypt<</Filter/Standard/V 1/R 2>>" })),
      upload("不是档号/001.jpg", good),
    ]);
    await eventually(
      async () => expect((await batch("440100", "mixed")).counts).toMatchObject({ refused: 5, safe: 1 }),
      patienceMs,
    );
    const { refused } = await batch("440100", "mixed", "zh-CN");
    expect(refused.map(({ code }) => code).toSorted()).toEqual(
      ["archival-code-malformed", "broken", "encrypted", "extension-mismatch", "object-empty"].toSorted(),
    );
    for (const { detail } of refused) expect(detail).toMatch(/\p{Script=Han}/u);
  });
});

describe("a region that is cut off", () => {
  it("leaves its records readable elsewhere, and catches up when it is back", async () => {
    const [scan] = demoScans;
    await stack.switchRegion(east, "cut");
    try {
      expect((await itemIn(west, "440100", scan!.archivalCode)).answeredFrom).toBe(west);
      const text = await stack.call(west, `${item("440100", scan!.archivalCode)}/pages/1/text`, clerk);
      expect(pageTextAnswer.parse(text.body).lines.length).toBeGreaterThan(10);
      expect((await searchFor(west, "石跃进", clerk)).hits).toHaveLength(1);

      await stack.upload(
        "440100",
        "440100/cut/Z109-WS·2011·Y·办公室-0200/001.jpg",
        await (await writtenPage("MINK 4179")).jpeg().toBuffer(),
      );
      await eventually(async () => expect((await batch("440100", "cut")).counts.read).toBe(1), patienceMs);
      expect((await batch("440100", "cut")).unsafe).toMatchObject([{ page: 1, waitingFor: [`replica:${west}`] }]);
    } finally {
      await stack.switchRegion(east, "heal");
    }
    await eventually(async () => expect((await batch("440100", "cut")).counts.safe).toBe(1), patienceMs);
  });
});

describe("the process killed in the middle", () => {
  it("loses nothing that was acknowledged and goes on where it was", async () => {
    const codes = [1, 4, 7, 9].map((number) => `Z109-WS·2013·Y·办公室-000${number}`);
    for (const [at, code] of codes.entries())
      await stack.upload(
        "440100",
        `440100/killed/${code}/001.jpg`,
        await (await writtenPage(`FLAME 1${at * 3 + 1}`)).jpeg().toBuffer(),
      );
    await stack.kill();
    stack = await startStack(home, { demoScans: true });
    await eventually(
      async () => expect((await batch("440100", "killed")).counts).toMatchObject({ received: 4, safe: 4 }),
      patienceMs,
    );
  });
});
