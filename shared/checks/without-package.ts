import type { Sentence } from "../domain/sentence.ts";
import type { Evidence } from "./evidence.ts";

/** A batch that came file by file has no package to look at. */
export const withoutPackage = ({ packages }: Evidence): Sentence | undefined =>
  packages.length > 0 ? undefined : { zh: "本批次不是以信息包形式移交。", en: "The batch did not come in a package." };
