import type { CheckStage } from "../contract/checks.ts";
import type { Accession } from "../domain/accession.ts";
import type { Page } from "../domain/page.ts";
import type { RefusalCode } from "../domain/refusal.ts";

/** A page that stands. */
export type TestedPage = Pick<
  Page,
  "archivalCode" | "page" | "file" | "arrival" | "scanned" | "reading" | "replicas" | "original"
>;

/** What the catalogue says of an item; `values` by the names of the fields, as they were given. */
export type DescribedItem = {
  readonly archivalCode: string;
  readonly values: Readonly<Record<string, string>>;
  /** 档号 of records that belong to this one. */
  readonly attachments?: readonly string[];
};

/** One line of a hand-over list that names files: key in the intake bucket, and what was sent under it. */
export type SentFile = { readonly key: string; readonly sha256: string; readonly bytes?: number | undefined };

/** A package (BagIt) the batch came in, and what was found of its build (`structure`) and of what it lacks (`missing`). */
export type TestedPackage = {
  readonly name: string;
  readonly structure: readonly { readonly rule: string; readonly path: string }[];
  readonly missing: readonly string[];
};

/** An object that was not taken and still stands refused. */
export type RefusedObject = {
  readonly key: string;
  readonly code: RefusalCode;
  /** What a scanner found in it. */
  readonly threat?: string | undefined;
};

/**
 * All that the checks look at. What is `undefined` is not known, and what hangs on it could not be checked; an empty list
 * means that there is none.
 */
export type Evidence = {
  readonly stage: CheckStage;
  /** When the tests were made (ISO 8601). */
  readonly at: string;
  /** Undefined where what is kept is tested, whatever batch it came in. */
  readonly batch: Accession | undefined;
  readonly pages: readonly TestedPage[];
  readonly items: readonly DescribedItem[] | undefined;
  /** Rows of the catalogue that could not be read. */
  readonly unreadRows: number;
  /** Keys of catalogues that could not be read to their end. */
  readonly unreadCatalogues: readonly string[];
  readonly sent: readonly SentFile[] | undefined;
  readonly refused: readonly RefusedObject[];
  /** None when the batch came file by file. */
  readonly packages: readonly TestedPackage[];
  /** The scanner for malware; undefined where the deployment has none. */
  readonly scanner: string | undefined;
};
