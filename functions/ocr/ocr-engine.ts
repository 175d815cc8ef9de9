import type { OcrResult } from "../../shared/domain/ocr-result.ts";
import type { Raster } from "../../shared/imaging/raster.ts";

/** Reads a page. One page at a time: an engine's memory is that of its largest page. */
export type OcrEngine = {
  readonly name: string;
  /** Changes whenever the same pixels may give another result. */
  readonly version: string;
  recognise(page: Raster): Promise<OcrResult>;
  close(): Promise<void>;
};
