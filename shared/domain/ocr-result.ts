import * as z from "zod";

/** A place on the page as fractions of its width and height: `[0, 0]` is the top left corner, `[1, 1]` the bottom right. */
const pagePoint = z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]);
export type PagePoint = z.infer<typeof pagePoint>;

/** Four corners, clockwise on the upright page, from the text's own top left. */
export const pagePolygon = z.tuple([pagePoint, pagePoint, pagePoint, pagePoint]);
export type PagePolygon = z.infer<typeof pagePolygon>;

/** 0 is certainly wrong, 1 certainly right. */
const confidence = z.number().min(0).max(1);

const ocrWord = z.object({ text: z.string().min(1), confidence, polygon: pagePolygon });
/** One Chinese character, or one run of Latin letters and digits. */
export type OcrWord = z.infer<typeof ocrWord>;

const ocrLine = z.object({
  text: z.string().min(1),
  confidence,
  polygon: pagePolygon,
  vertical: z.boolean(),
  words: z.array(ocrWord),
});
export type OcrLine = z.infer<typeof ocrLine>;

/** Degrees, clockwise, by which the page as stored has to be turned to stand upright. */
const pageRotation = z.literal([0, 90, 180, 270]);
export type PageRotation = z.infer<typeof pageRotation>;

/**
 * What an engine read on one page: the smallest form that Textract's LINE and WORD blocks and our own engine share
 * (https://docs.aws.amazon.com/textract/latest/dg/API_Block.html).
 *
 * Polygons lie on the page *as stored* (after its EXIF orientation, before `rotation`), so that a viewer can draw
 * them on the archived image. `width` and `height` are the pixels the engine saw of the page as stored. Lines come
 * in reading order. `confidence` is the mean over all characters the engine saw, those too doubtful to be reported
 * included: a page of which little could be read does not look good. It is 1 for a blank page.
 */
export const ocrResult = z.object({
  engine: z.object({ name: z.string().min(1), version: z.string().min(1), model: z.string().min(1) }),
  width: z.int().positive(),
  height: z.int().positive(),
  rotation: pageRotation,
  lines: z.array(ocrLine),
  confidence,
  blank: z.boolean(),
});
export type OcrResult = z.infer<typeof ocrResult>;

/** The page's plain text, one line of the page per line. */
export const pageText = (result: OcrResult): string => result.lines.map((line) => line.text).join("\n");
