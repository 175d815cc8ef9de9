import type { OcrResult, PagePolygon } from "../../../shared/domain/ocr-result.ts";

type Block = {
  readonly BlockType: "PAGE" | "LINE" | "WORD";
  readonly Id: string;
  readonly Confidence?: number;
  readonly Text?: string;
  readonly TextType?: "PRINTED";
  readonly Geometry: { readonly BoundingBox: object; readonly Polygon: readonly object[] };
  readonly Relationships?: readonly { readonly Type: "CHILD"; readonly Ids: readonly string[] }[];
};

const geometry = (polygon: PagePolygon): Block["Geometry"] => {
  const xs = polygon.map(([x]) => x);
  const ys = polygon.map(([, y]) => y);
  const Left = Math.min(...xs);
  const Top = Math.min(...ys);
  return {
    BoundingBox: { Left, Top, Width: Math.max(...xs) - Left, Height: Math.max(...ys) - Top },
    Polygon: polygon.map(([X, Y]) => ({ X, Y })),
  };
};

const wholePage: PagePolygon = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
];

const children = (ids: readonly string[]) =>
  ids.length === 0 ? {} : { Relationships: [{ Type: "CHILD", Ids: ids }] as const };

/**
 * A result as Textract's blocks: the page, its lines, their words. Confidence in percent.
 * https://docs.aws.amazon.com/textract/latest/dg/API_Block.html
 */
export const blocksOf = ({ lines }: OcrResult): Block[] => {
  const blocks = lines.flatMap((line, at): Block[] => {
    const words = line.words.map((word, index): Block => ({
      BlockType: "WORD",
      Id: `word-${at}-${index}`,
      Confidence: word.confidence * 100,
      Text: word.text,
      TextType: "PRINTED",
      Geometry: geometry(word.polygon),
    }));
    const own: Block = {
      BlockType: "LINE",
      Id: `line-${at}`,
      Confidence: line.confidence * 100,
      Text: line.text,
      Geometry: geometry(line.polygon),
      ...children(words.map(({ Id }) => Id)),
    };
    return [own, ...words];
  });
  const lineIds = blocks.filter(({ BlockType }) => BlockType === "LINE").map(({ Id }) => Id);
  return [{ BlockType: "PAGE", Id: "page", Geometry: geometry(wholePage), ...children(lineIds) }, ...blocks];
};
