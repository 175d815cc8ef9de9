import { parseArchivalCode } from "../../shared/domain/archival-code.ts";

/** A run of archival codes that differ in their last number only. */
export type CodeRun = { readonly prefix: string; readonly first: number; readonly width: number };

/** DA/T 13-2022, 件号 and 页号: six digits are the most that is read. */
const largestNumber = 999_999;

/** The codes from this one on; undefined when the text is no archival code. */
export const codeRunFrom = (text: string): CodeRun | undefined => {
  const parsed = parseArchivalCode(text);
  if (!parsed.ok) return undefined;
  const { canonical, item } = parsed.code;
  return { prefix: canonical.slice(0, -item.length), first: Number(item), width: item.length };
};

/** A fonds that no archive gives (`L000`), kept ten years: the code of something that has none yet. */
export const provisionalRun = (year: number): string => `L000-WS·${year}·D10-0001`;

const codeAt = ({ prefix, first, width }: CodeRun, at: number): string | undefined => {
  const number = first + at;
  return number > largestNumber ? undefined : prefix + number.toString().padStart(width, "0");
};

export type LooseScan = { readonly file: string; readonly sha256: string };

export type Numbering = {
  readonly run: CodeRun;
  /** The code that a file was given before. */
  readonly kept: (scan: LooseScan) => string | undefined;
  /** Codes given to something else on this machine or named in this folder. */
  readonly taken: ReadonlySet<string>;
  /** The digest of page 1 that the archive holds under a code; undefined when the code is free. */
  readonly occupant: (code: string) => Promise<string | undefined>;
};

/** How many codes are looked up at the archive at the same time. */
const lookAhead = 8;

/**
 * Gives each scan, in the order given, a code of the run: the one it had before, or the next that is free. A code under
 * which the archive already holds these very bytes is the scan's own (its number was given elsewhere, or forgotten).
 * Scans for which the run has no number left are missing from the answer.
 */
export const numberScans = async (scans: readonly LooseScan[], numbering: Numbering): Promise<Map<string, string>> => {
  const { run, kept, taken, occupant } = numbering;
  const given = new Map<string, string>();
  const used = new Set<string>();
  for (const scan of scans) {
    const before = kept(scan);
    if (before === undefined || used.has(before)) continue;
    given.set(scan.file, before);
    used.add(before);
  }
  const isFree = (code: string): boolean => !taken.has(code) && !used.has(code);
  const occupants = lookedUpAhead(run, occupant, isFree);
  let at = 0;
  for (const { file, sha256 } of scans) {
    if (given.has(file)) continue;
    for (let code = codeAt(run, at); code !== undefined; code = codeAt(run, at)) {
      at += 1;
      if (!isFree(code)) continue;
      const held = await occupants(code, at);
      if (held !== undefined && held !== sha256) continue;
      given.set(file, code);
      used.add(code);
      break;
    }
  }
  return given;
};

/** Looks codes up a little before they are wanted: a folder of a thousand scans need not wait a thousand times. */
const lookedUpAhead = (run: CodeRun, occupant: Numbering["occupant"], isFree: (code: string) => boolean) => {
  const answers = new Map<string, Promise<string | undefined>>();
  const answerFor = (code: string): Promise<string | undefined> => {
    const answer = answers.get(code) ?? occupant(code);
    // A failure is reported where the answer is awaited; until then it must not count as unhandled.
    answer.catch(() => undefined);
    answers.set(code, answer);
    return answer;
  };
  return (code: string, next: number): Promise<string | undefined> => {
    const answer = answerFor(code);
    for (let at = next; at < next + lookAhead; at += 1) {
      const later = codeAt(run, at);
      if (later !== undefined && isFree(later)) void answerFor(later);
    }
    return answer.finally(() => answers.delete(code));
  };
};
