/** A character as read, and where it stands on its line. */
export interface ReadCharacter {
  readonly text: string;
  readonly confidence: number;
  /** Fractions of the line's length. */
  readonly from: number;
  readonly to: number;
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
}

/** No character is wider than this many times the line's height: what lies further off is a gap. */
const WIDEST_CHARACTER = 1.2;

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
  return emissions.map(({ symbol, confidence }, index) => {
    const middle = middles[index] ?? 0;
    const before = middles[index - 1];
    const after = middles[index + 1];
    const halfBefore = Math.min(reach, before === undefined ? Infinity : (middle - before) / 2);
    const halfAfter = Math.min(reach, after === undefined ? Infinity : (after - middle) / 2);
    return {
      text: symbols[symbol] ?? "",
      confidence,
      from: clamp(middle - (before === undefined ? Math.min(halfBefore, halfAfter) : halfBefore)),
      to: clamp(middle + (after === undefined ? Math.min(halfBefore, halfAfter) : halfAfter)),
    };
  });
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
      open.confidence = Math.max(open.confidence, probability);
    } else if (symbol !== 0) {
      emissions.push({ symbol, confidence: probability, first: step, last: step });
    }
    previous = symbol;
  }
  return emissions;
}

const clamp = (fraction: number): number => Math.min(1, Math.max(0, fraction));
