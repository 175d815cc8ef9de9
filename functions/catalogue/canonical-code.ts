import { parseArchivalCode } from "../../shared/domain/archival-code.ts";
import { itemNotFound } from "./not-found.ts";

/** The one spelling under which an item is kept, from any accepted spelling. @throws CallerError not-found */
export const canonicalCode = (text: string): string => {
  const parsed = parseArchivalCode(text);
  if (!parsed.ok) throw itemNotFound();
  return parsed.code.canonical;
};
