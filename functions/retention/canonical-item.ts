import { parseArchivalCode } from "../../shared/domain/archival-code.ts";

/** The canonical spelling of a 档号; what is none stays as it is, and names no item. */
export const canonicalItem = (text: string): string => {
  const parsed = parseArchivalCode(text);
  return parsed.ok ? parsed.code.canonical : text;
};
