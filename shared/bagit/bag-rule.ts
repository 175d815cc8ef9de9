import * as z from "zod";
import type { Facts } from "../domain/sentence.ts";

/** An error refuses the bag; a warning is told, and the bag is taken. */
export type Severity = "error" | "warning";

type Rule = { readonly severity: Severity; readonly clause: string };

const error = (clause: string): Rule => ({ severity: "error", clause });
const warning = (clause: string): Rule => ({ severity: "warning", clause });

/**
 * Every rule a bag can break. `RFC` is RFC 8493; `draft` are the drafts of BagIt 0.93 to 0.97 (draft-kunze-bagit-00 to -14)
 * where they say more or otherwise; `ours` is what this service asks beyond them.
 */
export const bagRules = {
  "declaration-missing": error("RFC 2.1.1"),
  "declaration-malformed": error("RFC 2.1.1"),
  "declaration-bom": error("RFC 2.1.1"),
  "declaration-label-case": warning("RFC 2.1.1"),
  "declaration-extra-lines": error("RFC 2.1.1"),
  "version-unknown": error("RFC 2.1.1"),
  "encoding-unknown": error("RFC 2.1.1"),
  "payload-folder-missing": error("RFC 2.1.2"),
  "payload-manifest-missing": error("RFC 2.1.3"),
  "algorithm-unknown": warning("RFC 2.4"),
  "algorithms-all-unknown": error("RFC 2.4"),
  "algorithm-weak": warning("RFC 2.4"),
  "algorithm-twice": error("RFC 2.4"),
  "manifest-name-case": warning("RFC 2.4"),
  "manifest-line-malformed": error("RFC 2.1.3"),
  "manifest-line-blank": warning("RFC 2.1.3"),
  "manifest-line-too-long": error("ours: bounds"),
  "manifest-md5sum-mark": warning("RFC 6.1.3"),
  "manifest-digest-length": error("RFC 2.1.3"),
  "manifest-outside-payload": error("RFC 2.1.3"),
  "manifest-percent-literal": warning("RFC 2.1.3"),
  "manifest-path-dot": warning("RFC 5.1"),
  "entry-repeated": error("RFC 2.1.3"),
  "entry-repeated-before-1.0": warning("draft 2.1.3"),
  "entry-contradicted": error("RFC 2.1.3"),
  "payload-file-missing": error("RFC 3"),
  "payload-file-unlisted": error("RFC 3"),
  "payload-file-not-in-every-manifest": error("RFC 3"),
  "payload-digest-differs": error("RFC 3"),
  "system-file-listed": warning("RFC 6.1"),
  "system-file-missing": warning("RFC 6.1"),
  "tag-manifest-lists-payload": error("RFC 2.2.1"),
  "tag-manifest-lists-tag-manifest": error("RFC 2.2.1"),
  "tag-manifest-lacks-manifest": error("RFC 2.2.1"),
  "tag-manifest-lacks-manifest-before-1.0": warning("draft 2.2.1"),
  "tag-file-missing": error("RFC 3"),
  "tag-file-unlisted": warning("RFC 2.2.1"),
  "tag-digest-differs": error("RFC 3"),
  "tag-file-encoding": error("RFC 2.3"),
  "tag-file-bom": error("RFC 2.3"),
  "tag-file-bom-before-1.0": warning("draft 2.3"),
  "info-line-malformed": error("RFC 2.2.2"),
  "info-line-blank": warning("RFC 2.2.2"),
  "info-too-large": error("ours: bounds"),
  "info-label-repeated": warning("RFC 2.2.2"),
  "info-date-form": warning("RFC 2.2.2"),
  "oxum-malformed": error("RFC 2.2.2"),
  "oxum-repeated": error("RFC 2.2.2"),
  "oxum-repeated-before-1.0": warning("draft 2.2.2"),
  "oxum-differs": error("RFC 2.2.2"),
  "fetch-line-malformed": error("RFC 2.2.3"),
  "fetch-outside-payload": error("RFC 2.2.3"),
  "fetch-outside-payload-before-1.0": warning("draft 2.2.3"),
  "fetch-unlisted": error("RFC 2.2.3"),
  "fetch-refused": error("RFC 5.2"),
  "fetch-not-followed": warning("RFC 5.2"),
  "path-parent": error("RFC 5.1"),
  "path-absolute": error("RFC 5.1"),
  "path-home": error("RFC 5.1"),
  "path-backslash": error("RFC 5.1"),
  "path-control-character": error("RFC 5.1"),
  "path-empty-part": error("RFC 5.1"),
  "path-too-long": error("ours: bounds"),
  "path-windows-name": warning("RFC 6.1.2"),
  "path-normalisation": warning("RFC 6.1.1.2"),
  "path-case": warning("RFC 6.1.1.1"),
  link: error("RFC 5.1"),
  "not-a-file": error("RFC 5.1"),
  "file-unreadable": error("RFC 3"),
  "file-twice": error("draft 4"),
  "name-encoding": error("draft 4"),
  "serialisation-no-top-folder": error("draft 4"),
  "serialisation-several-tops": error("draft 4"),
  "serialisation-name": warning("draft 4"),
  "serialisation-system-folder": warning("draft 4"),
  "archive-broken": error("draft 4"),
  "archive-encrypted": error("draft 4"),
  "archive-method": error("draft 4"),
  "too-many-files": error("ours: bounds"),
  "too-many-bytes": error("ours: bounds"),
  "too-compressed": error("ours: bounds"),
  "too-many-tag-files": error("ours: bounds"),
} as const satisfies Readonly<Record<string, Rule>>;

export type BagRule = keyof typeof bagRules;

const isRule = (name: string): name is BagRule => Object.hasOwn(bagRules, name);

/** Every rule, in the order in which a bag is looked at. */
export const bagRuleNames: readonly BagRule[] = Object.keys(bagRules).filter(isRule);

/** A rule as it is kept in records and answers. */
export const bagRule = z.enum(bagRuleNames);

/** What was found: the rule, the file or entry it concerns (as the bag spells it), and what its sentence names. */
export type Finding = { readonly rule: BagRule; readonly path?: string; readonly facts: Facts };

export const severityOf = (rule: BagRule): Severity => bagRules[rule].severity;
