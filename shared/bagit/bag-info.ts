import type { Finding } from "./bag-rule.ts";
import { isDraft } from "./bag-version.ts";
import type { BagVersion } from "./bag-version.ts";

/** A metadata element of a bag, in the order of the file. */
export type BagInfoElement = { readonly label: string; readonly value: string };

export type Oxum = { readonly bytes: number; readonly files: number };

/** Most that is kept of a bag's metadata: elements, and characters in all. */
const mostElements = 10_000;
const mostCharacters = 1_048_576;

/** The first value under a label; labels differ by more than case (RFC 8493 2.2.2). */
export const infoValue = (info: readonly BagInfoElement[], label: string): string | undefined =>
  info.find((element) => element.label.toLowerCase() === label.toLowerCase())?.value;

const oxumOf = (value: string): Oxum | undefined => {
  const [, bytes, files] = /^(\d{1,15})\.(\d{1,15})$/.exec(value) ?? [];
  return bytes === undefined || files === undefined ? undefined : { bytes: Number(bytes), files: Number(files) };
};

/** RFC 8493: a colon and one blank. The drafts: blanks as one likes around it. */
const elementLine = (text: string, version: BagVersion): BagInfoElement | undefined => {
  const [, label = "", blank = "", value = ""] = /^([^:]*):([ \t]*)(.*)$/su.exec(text) ?? [];
  const trimmed = label.replace(/[ \t]+$/, "");
  if (trimmed === "" || /^\s/u.test(label)) return undefined;
  if (isDraft(version)) return { label: trimmed, value: value.trimEnd() };
  const isAsWritten = trimmed === label && (blank !== "" || value === "");
  return isAsWritten ? { label, value: `${blank.slice(1)}${value}` } : undefined;
};

const once: ReadonlySet<string> = new Set(["bagging-date", "bag-size", "bag-group-identifier", "bag-count"]);

/**
 * Reads `bag-info.txt`, line by line: label, colon, value, and lines that go on with a blank (RFC 8493 2.2.2).
 * `end` gives the elements and the Payload-Oxum they state.
 */
export const bagInfoReader = (path: string, version: BagVersion) => {
  const elements: BagInfoElement[] = [];
  const findings: Finding[] = [];
  let characters = 0;
  let tooLarge = false;
  const note = (rule: Finding["rule"], facts: Finding["facts"]): void => {
    findings.push({ rule, path, facts });
  };
  const goOn = (last: BagInfoElement, more: string): void => {
    elements[elements.length - 1] = { label: last.label, value: `${last.value} ${more}`.trim() };
  };
  return {
    line: (text: string, number: number): void => {
      characters += text.length;
      tooLarge ||= characters > mostCharacters || elements.length >= mostElements;
      if (tooLarge || findings.length > 1000) return;
      if (text.trim() === "") return note("info-line-blank", { line: number });
      const last = elements.at(-1);
      if (/^[ \t]/.test(text) && last !== undefined) return goOn(last, text.trim());
      const element = elementLine(text, version);
      if (element === undefined) return note("info-line-malformed", { line: number });
      elements.push(element);
    },
    end: (): { elements: readonly BagInfoElement[]; findings: readonly Finding[]; oxum: Oxum | undefined } => {
      if (tooLarge) note("info-too-large", { limit: mostCharacters });
      const counts = new Map<string, number>();
      for (const { label } of elements) counts.set(label.toLowerCase(), (counts.get(label.toLowerCase()) ?? 0) + 1);
      for (const [label, count] of counts)
        if (count > 1 && once.has(label)) note("info-label-repeated", { label, count });
      if ((counts.get("payload-oxum") ?? 0) > 1)
        note(isDraft(version) ? "oxum-repeated-before-1.0" : "oxum-repeated", {});
      const date = infoValue(elements, "Bagging-Date");
      if (date !== undefined && !isDate(date)) note("info-date-form", { value: date.slice(0, 80) });
      const stated = infoValue(elements, "Payload-Oxum");
      const oxum = stated === undefined ? undefined : oxumOf(stated);
      if (stated !== undefined && oxum === undefined) note("oxum-malformed", { value: stated.slice(0, 80) });
      return { elements, findings, oxum };
    },
  };
};

/** A day as RFC 8493 2.2.2 writes it. */
const isDate = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};
