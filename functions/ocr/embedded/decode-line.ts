import { isTraditional } from "./script-of-character.ts";

/** A character as read, and where it stands on its line. */
export interface ReadCharacter {
  readonly text: string;
  readonly confidence: number;
  /** Fractions of the line's length. */
  readonly from: number;
  readonly to: number;
  /** What it is if it cannot be a character of traditional script; only of such characters. */
  readonly simplified?: { readonly text: string; readonly confidence: number };
}

/** The network's answer for one line: `steps` rows of `classes` probabilities. Class 0 is the blank of CTC. */
export interface LineProbabilities {
  readonly values: Float32Array;
  readonly steps: number;
  readonly classes: number;
}

interface Emission {
  readonly symbol: number;
  confidence: number;
  readonly first: number;
  last: number;
  /** The step of its best probability. */
  best: number;
}

/** No character is wider than this many times the line's height: what lies further off is a gap. */
const WIDEST_CHARACTER = 1.2;
/** Less than this is no alternative. */
const LEAST_PROBABILITY = 0.01;

/**
 * Reads the best path of a line (CTC, Graves et al. 2006): at each step the likeliest symbol; repeats are one
 * character, blanks separate. A character's confidence is its best probability along the way.
 *
 * @param symbols text of each class; class 0 is not looked up.
 * @param line `stepsPerLine`: steps that cover the text itself, the rest is padding; `aspect`: length by height.
 */
export function decodeLine(
  probabilities: LineProbabilities,
  symbols: readonly string[],
  line: { stepsPerLine: number; aspect: number },
): ReadCharacter[] {
  const emissions = bestPath(probabilities);
  const middles = emissions.map(({ first, last }) => clamp((first + last + 1) / 2 / line.stepsPerLine));
  const reach = WIDEST_CHARACTER / 2 / line.aspect;
  return emissions.map(({ symbol, confidence, best }, index) => {
    const middle = middles[index] ?? 0;
    const before = middles[index - 1];
    const after = middles[index + 1];
    const halfBefore = Math.min(reach, before === undefined ? Infinity : (middle - before) / 2);
    const halfAfter = Math.min(reach, after === undefined ? Infinity : (after - middle) / 2);
    const text = symbols[symbol] ?? "";
    const simplified = isTraditional(text) ? nextBest(probabilities, symbols, best) : undefined;
    return {
      text,
      confidence,
      ...(simplified && { simplified }),
      from: clamp(middle - (before === undefined ? Math.min(halfBefore, halfAfter) : halfBefore)),
      to: clamp(middle + (after === undefined ? Math.min(halfBefore, halfAfter) : halfAfter)),
    };
  });
}

/** The likeliest character of a step that is not traditional, and how likely it is among all such. */
function nextBest({ values, classes }: LineProbabilities, symbols: readonly string[], step: number) {
  const row = values.subarray(step * classes, (step + 1) * classes);
  let next = { text: "", probability: 0 };
  let left = 1;
  for (const [symbol, probability] of row.entries()) {
    if (symbol === 0 || probability < LEAST_PROBABILITY) continue;
    const text = symbols[symbol] ?? "";
    if (isTraditional(text)) left -= probability;
    else if (probability > next.probability) next = { text, probability };
  }
  return next.text === "" ? undefined : { text: next.text, confidence: clamp(next.probability / left) };
}

function bestPath({ values, steps, classes }: LineProbabilities): Emission[] {
  const emissions: Emission[] = [];
  let previous = 0;
  for (let step = 0; step < steps; step++) {
    const offset = step * classes;
    let symbol = 0;
    let probability = values[offset] ?? 0;
    for (let candidate = 1; candidate < classes; candidate++) {
      const value = values[offset + candidate] ?? 0;
      if (value > probability) {
        probability = value;
        symbol = candidate;
      }
    }
    const open = emissions.at(-1);
    if (symbol !== 0 && symbol === previous && open) {
      open.last = step;
      if (probability > open.confidence) open.best = step;
      open.confidence = Math.max(open.confidence, probability);
    } else if (symbol !== 0) {
      emissions.push({ symbol, confidence: probability, first: step, last: step, best: step });
    }
    previous = symbol;
  }
  return emissions;
}

const clamp = (fraction: number): number => Math.min(1, Math.max(0, fraction));
