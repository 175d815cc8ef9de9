import type { Block } from "@aws-sdk/client-textract";
import {
  pagePolygon,
  type OcrLine,
  type OcrResult,
  type OcrWord,
  type PagePolygon,
} from "../../../shared/domain/ocr-result.ts";

type Page = { readonly width: number; readonly height: number; readonly engine: OcrResult["engine"] };

const clamp = (fraction: number | undefined): number => Math.min(1, Math.max(0, Number((fraction ?? 0).toFixed(5))));

const polygonOf = ({ Geometry }: Block): PagePolygon | undefined => {
  const corners = (Geometry?.Polygon ?? []).map(({ X, Y }) => [clamp(X), clamp(Y)]);
  const parsed = pagePolygon.safeParse(corners);
  return parsed.success ? parsed.data : undefined;
};

/** Textract states confidence in percent. */
const confidenceOf = ({ Confidence }: Block): number => clamp((Confidence ?? 0) / 100);

const wordOf = (block: Block): OcrWord[] => {
  const polygon = polygonOf(block);
  if (polygon === undefined || block.Text === undefined || block.Text === "") return [];
  return [{ text: block.Text, confidence: confidenceOf(block), polygon }];
};

const lineOf = (block: Block, words: ReadonlyMap<string, Block>): OcrLine[] => {
  const [line] = wordOf(block);
  if (line === undefined) return [];
  const children = (block.Relationships ?? []).filter(({ Type }) => Type === "CHILD").flatMap(({ Ids }) => Ids ?? []);
  const parts = children.flatMap((id) => {
    const word = words.get(id);
    return word === undefined ? [] : wordOf(word);
  });
  return [{ ...line, vertical: false, words: parts }];
};

/** Textract's LINE and WORD blocks of one page in the shape every engine shares. */
export const resultFromBlocks = (blocks: readonly Block[], { width, height, engine }: Page): OcrResult => {
  const words = new Map(
    blocks.flatMap((block) =>
      block.BlockType === "WORD" && block.Id !== undefined ? [[block.Id, block] as const] : [],
    ),
  );
  const lines = blocks.filter(({ BlockType }) => BlockType === "LINE").flatMap((block) => lineOf(block, words));
  const characters = lines.reduce((sum, { text }) => sum + text.length, 0);
  const weighed = lines.reduce((sum, { text, confidence }) => sum + confidence * text.length, 0);
  return {
    engine,
    width,
    height,
    rotation: 0,
    lines,
    confidence: characters === 0 ? 1 : clamp(weighed / characters),
    blank: lines.length === 0,
  };
};
