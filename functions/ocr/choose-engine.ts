import type { ArchivePlace } from "../../shared/contract/archives.ts";

export type EngineName = "embedded" | "textract";

/**
 * Which engine reads an archive's pages. Textract's text detection is documented for Latin script only, so it reads archives
 * of none but Latin languages, where the deployment has it; everything else goes to the embedded engine.
 */
export const chooseEngine = (available: readonly EngineName[], languages: ArchivePlace["languages"]): EngineName =>
  available.includes("textract") && languages.every((language) => language === "en") ? "textract" : "embedded";
