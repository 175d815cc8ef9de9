import { DetectDocumentTextCommand, TextractClient, type Block } from "@aws-sdk/client-textract";
import { mockClient } from "aws-sdk-client-mock";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { resultFromBlocks } from "../../functions/ocr/textract/result-from-blocks.ts";
import { textractEngine } from "../../functions/ocr/textract/textract-engine.ts";
import { ocrResult, pageText } from "../../shared/domain/ocr-result.ts";

const corners = (left: number, top: number, right: number, bottom: number) => ({
  BoundingBox: { Left: left, Top: top, Width: right - left, Height: bottom - top },
  Polygon: [
    { X: left, Y: top },
    { X: right, Y: top },
    { X: right, Y: bottom },
    { X: left, Y: bottom },
  ],
});

/** An answer to DetectDocumentText, in the form AWS documents. */
const blocks: Block[] = [
  {
    BlockType: "PAGE",
    Id: "page",
    Geometry: corners(0, 0, 1, 1),
    Relationships: [{ Type: "CHILD", Ids: ["line-1", "line-2"] }],
  },
  {
    BlockType: "LINE",
    Id: "line-1",
    Text: "Certificate of Birth",
    Confidence: 99.5,
    Geometry: corners(0.1, 0.1, 0.6, 0.14),
    Relationships: [{ Type: "CHILD", Ids: ["word-1", "word-2", "word-3"] }],
  },
  {
    BlockType: "LINE",
    Id: "line-2",
    Text: "No. 4471",
    Confidence: 80,
    Geometry: corners(0.1, 0.2, 0.3, 0.24),
    Relationships: [{ Type: "CHILD", Ids: ["word-4", "word-5"] }],
  },
  ...[
    ["word-1", "Certificate", 0.1, 0.35],
    ["word-2", "of", 0.37, 0.42],
    ["word-3", "Birth", 0.44, 0.6],
  ].map(([id, text, left, right]): Block => ({
    BlockType: "WORD",
    TextType: "PRINTED",
    Id: String(id),
    Text: String(text),
    Confidence: 99.5,
    Geometry: corners(Number(left), 0.1, Number(right), 0.14),
  })),
  { BlockType: "WORD", Id: "word-4", Text: "No.", Confidence: 90, Geometry: corners(0.1, 0.2, 0.16, 0.24) },
  { BlockType: "WORD", Id: "word-5", Text: "4471", Confidence: 70, Geometry: corners(0.18, 0.2, 1.0000001, 0.24) },
];
const page = { width: 1000, height: 1400, engine: { name: "textract", version: "1", model: "DetectDocumentText" } };

describe("Textract's blocks", () => {
  test("become lines with their words, in order, on the page's own scale", () => {
    const result = resultFromBlocks(blocks, page);
    expect(ocrResult.parse(result)).toEqual(result);
    expect(pageText(result)).toBe("Certificate of Birth\nNo. 4471");
    expect(result.lines.map(({ words }) => words.map(({ text }) => text))).toEqual([
      ["Certificate", "of", "Birth"],
      ["No.", "4471"],
    ]);
    expect(result.lines[0]).toMatchObject({
      confidence: 0.995,
      polygon: [
        [0.1, 0.1],
        [0.6, 0.1],
        [0.6, 0.14],
        [0.1, 0.14],
      ],
    });
    expect(result).toMatchObject({ width: 1000, height: 1400, blank: false });
  });

  test("weigh a long line's confidence more than a short one's", () => {
    expect(resultFromBlocks(blocks, page).confidence).toBeCloseTo((0.995 * 20 + 0.8 * 8) / 28, 4);
  });

  test("of a blank page are no lines", () => {
    expect(resultFromBlocks(blocks.slice(0, 1), page)).toMatchObject({ lines: [], blank: true, confidence: 1 });
  });

  test("without a place or a text are left out", () => {
    const { Geometry, ...nowhere } = blocks[1]!;
    expect(Geometry).toBeDefined();
    expect(resultFromBlocks([nowhere, { ...blocks[2]!, Text: "" }], page).lines).toEqual([]);
  });
});

describe("the Textract engine", () => {
  const textract = mockClient(TextractClient);
  beforeEach(() => textract.reset());
  afterEach(() => textract.reset());
  const white = { width: 40, height: 30, channels: 3 as const, pixels: new Uint8Array(40 * 30 * 3).fill(255) };
  const sent = () => textract.commandCalls(DetectDocumentTextCommand)[0]!.args[0].input.Document!.Bytes!;

  test("sends the page as an image of its size and gives what Textract read", async () => {
    textract.on(DetectDocumentTextCommand).resolves({ Blocks: blocks });
    const result = await textractEngine(new TextractClient({ region: "us-east-1" })).recognise(white);
    expect(result).toMatchObject({ width: 40, height: 30, engine: { name: "textract" } });
    expect(pageText(result)).toContain("Birth");
    expect(await sharp(sent()).metadata()).toMatchObject({ format: "jpeg", width: 40, height: 30 });
  });

  test("lets a throttled call fail, so that the page comes again later", async () => {
    const throttled = Object.assign(new Error("slow down"), { name: "ProvisionedThroughputExceededException" });
    textract.on(DetectDocumentTextCommand).rejects(throttled);
    const reading = textractEngine(new TextractClient({ region: "us-east-1" })).recognise(white);
    await expect(reading).rejects.toMatchObject({ name: "ProvisionedThroughputExceededException" });
  });

  test("makes a page smaller in bytes, not in pixels, until it fits into a request", async () => {
    textract.on(DetectDocumentTextCommand).resolves({ Blocks: [] });
    const [width, height] = [2200, 2000];
    const pixels = new Uint8Array(width * height * 3);
    for (let at = 0, state = 1; at < pixels.length; at += 1) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      pixels[at] = state >>> 24;
    }
    await textractEngine(new TextractClient({ region: "us-east-1" })).recognise({ width, height, channels: 3, pixels });
    expect(sent().length).toBeLessThanOrEqual(5 * 1024 * 1024);
    expect(await sharp(sent()).metadata()).toMatchObject({ width, height });
  });
});
