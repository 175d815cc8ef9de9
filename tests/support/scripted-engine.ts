import { DocumentError } from "../../shared/imaging/document-error.ts";
import type { OcrLine, OcrResult } from "../../shared/domain/ocr-result.ts";
import type { OcrEngine } from "../../functions/ocr/ocr-engine.ts";

/** What the engine finds on a page of one shade; `undecodable` and `dying` pages never get that far. */
export type Script =
  | {
      readonly lines: readonly string[];
      readonly confidence?: number;
      /** How far each line falls on its way across, as a share of the page's height. */
      readonly fall?: number;
    }
  | "undecodable"
  | "dying";

const lineAt = (text: string, at: number, confidence: number, fall = 0): OcrLine => {
  const [top, bottom] = [at / 100, (at + 1) / 100];
  const polygon: OcrLine["polygon"] = [
    [0.1, top],
    [0.9, top + fall],
    [0.9, bottom + fall],
    [0.1, bottom],
  ];
  return { text, confidence, polygon, vertical: false, words: [] };
};

export type ScriptedEngine = OcrEngine & {
  /** Shades read so far. */
  readonly seen: number[];
  /** Lets something happen while the next page is being read. */
  beforeNext(happens: () => Promise<void>): void;
};

/**
 * An engine that knows pages by the shade of grey they are filled with, and reads on each what the script says; on the
 * others only which shade they have.
 */
export const scriptedEngine = (script: ReadonlyMap<number, Script>): ScriptedEngine => {
  const seen: number[] = [];
  let meanwhile = (): Promise<void> => Promise.resolve();
  return {
    name: "scripted",
    version: "1",
    seen,
    beforeNext(happens) {
      meanwhile = happens;
    },
    async recognise({ pixels, width, height }): Promise<OcrResult> {
      const happens = meanwhile;
      meanwhile = () => Promise.resolve();
      await happens();
      const shade = pixels[0] ?? 0;
      seen.push(shade);
      const found = script.get(shade) ?? { lines: [`灰度${shade}`] };
      if (found === "undecodable") throw new DocumentError("unreadable", "cut short");
      if (found === "dying") throw new Error("out of memory");
      const { lines, confidence = 0.97, fall } = found;
      return {
        engine: { name: "scripted", version: "1", model: "shades" },
        width,
        height,
        rotation: 0,
        lines: lines.map((text, at) => lineAt(text, at, confidence, fall)),
        confidence,
        blank: lines.length === 0,
      };
    },
    close: () => Promise.resolve(),
  };
};
