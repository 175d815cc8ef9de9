import { pageText, type OcrResult } from "../../shared/domain/ocr-result.ts";
import type { ScanFacts } from "../../shared/domain/scan-facts.ts";
import { textLikeness } from "../../shared/domain/text-likeness.ts";
import { textSlope } from "../../shared/domain/text-slope.ts";
import { measurePicture } from "../../shared/imaging/measure-picture.ts";
import type { PageTraits } from "../../shared/imaging/page-traits.ts";
import type { Raster } from "../../shared/imaging/raster.ts";

/** What the four-property checks want to know of a scan, from what is at hand while the page is read. */
export const describeScan = async (raster: Raster, traits: PageTraits, result: OcrResult): Promise<ScanFacts> => {
  const { width, height } = raster;
  const skew = textSlope(result);
  const words = textLikeness(pageText(result));
  return {
    width,
    height,
    ...traits,
    ...(await measurePicture(raster)),
    lines: result.lines.length,
    ...(skew === undefined ? {} : { skew }),
    ...(words === undefined ? {} : { words }),
  };
};
