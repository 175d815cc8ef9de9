import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { lstat, rename, rm } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { bagRules, severityOf } from "../../../shared/bagit/bag-rule.ts";
import type { Finding } from "../../../shared/bagit/bag-rule.ts";
import { explainFinding, shownPath } from "../../../shared/bagit/bag-sentences.ts";
import { folderSink, tarSink, zipSink } from "../../../shared/bagit/bag-sink.ts";
import type { BagSink } from "../../../shared/bagit/bag-sink.ts";
import type { BagReport } from "../../../shared/bagit/bag-report.ts";
import { BagUnreadable, filesOf } from "../../../shared/bagit/bag-source.ts";
import { folderSource } from "../../../shared/bagit/folder-source.ts";
import { bagName, openBag } from "../../../shared/bagit/open-bag.ts";
import type { OpenedBag } from "../../../shared/bagit/open-bag.ts";
import { isDropping } from "../../../shared/bagit/read-manifests.ts";
import { validateBag } from "../../../shared/bagit/validate-bag.ts";
import type { ValidateOptions } from "../../../shared/bagit/validate-options.ts";
import { BagUnwritable, writeBag } from "../../../shared/bagit/write-bag.ts";
import type { NewBagFile } from "../../../shared/bagit/write-bag.ts";
import { bytesText } from "../amounts.ts";
import { batchOfDay } from "../batch-of-day.ts";
import { CliFailure, reasonOf } from "../cli-failure.ts";
import { startProgress } from "../progress.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

/** @throws CliFailure (usage) when there is nothing, or nothing that may be read. */
export const openBagAt = (path: string): Promise<OpenedBag> =>
  openBag(path).catch((error: unknown) => {
    throw new CliFailure(exitCode.usage, "bagUnreadable", { path, reason: reasonOf(error) });
  });

/** Validates an open bag with bars on the screen. */
export const validateOpenBag = async (
  session: Session,
  { source, name }: OpenedBag,
  options: ValidateOptions = {},
): Promise<BagReport> => {
  const { world, say } = session;
  const progress = startProgress(world.stderr, world.now);
  try {
    return await validateBag(source, {
      ...options,
      ...(name !== undefined && { name }),
      signal: world.signal,
      onProgress: ({ files, bytes, ofFiles, ofBytes }) =>
        progress.show([
          { label: say("barBagFiles"), done: files, total: ofFiles, text: `${files}/${ofFiles}` },
          { label: say("barBagBytes"), done: bytes, total: ofBytes, text: `${bytesText(bytes)}/${bytesText(ofBytes)}` },
        ]),
    });
  } finally {
    progress.stop();
  }
};

const findingsShown = 200;

/** Each finding with its rule and clause, errors first, and what the bag is. */
export const printBagReport = ({ findings, counts, accepted, ...bag }: BagReport, session: Session): void => {
  const { say, print, language } = session;
  const ofSeverity = (severity: "error" | "warning") => findings.filter(({ rule }) => severityOf(rule) === severity);
  const sorted = [...ofSeverity("error"), ...ofSeverity("warning")];
  for (const finding of sorted.slice(0, findingsShown)) {
    const label = say(severityOf(finding.rule) === "error" ? "bagError" : "bagWarning");
    print(`${label} ${finding.rule} (${bagRules[finding.rule].clause}) ${explainFinding(finding)[language]}`);
  }
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total > findingsShown) print(say("andMore", { count: total - Math.min(sorted.length, findingsShown) }));
  if (!accepted) print(say("bagRefused", { count: errorsIn(counts) }));
  else
    print(
      say("bagAccepted", {
        version: bag.version ?? "",
        files: bag.payload.files,
        bytes: bytesText(bag.payload.bytes),
        algorithms: bag.algorithms.join(", "),
      }),
    );
};

const errorsIn = (counts: BagReport["counts"]): number =>
  Object.entries(counts).reduce((sum, [rule, count]) => sum + (isErrorRule(rule) ? count : 0), 0);

const isErrorRule = (rule: string): boolean =>
  Object.entries(bagRules).some(([name, { severity }]) => name === rule && severity === "error");

const asJson = (finding: Finding) => ({
  ...finding,
  severity: severityOf(finding.rule),
  clause: bagRules[finding.rule].clause,
  details: explainFinding(finding),
});

/** `lantai bag validate`: done when the bag is good or has warnings only, incomplete when it is refused. */
export const validateBagAt = async (
  session: Session,
  pathArgument: string,
  { json }: { readonly json: boolean },
): Promise<ExitCode> => {
  const path = resolve(session.world.workingFolder, pathArgument);
  const opened = await openBagAt(path);
  try {
    const report = await validateOpenBag(session, opened);
    if (json)
      session.print(
        JSON.stringify({ path, form: opened.form, ...report, findings: report.findings.map(asJson) }, undefined, 2),
      );
    else printBagReport(report, session);
    return report.accepted ? exitCode.done : exitCode.incomplete;
  } finally {
    await opened.source.close();
  }
};

export type MakeOptions = {
  readonly out: string;
  readonly format: "folder" | "tar" | "zip" | undefined;
  /** Elements `Label: value`. */
  readonly info: readonly string[];
};

const formatOf = ({ format, out }: MakeOptions): NonNullable<MakeOptions["format"]> =>
  format ?? (/\.zip$/i.test(out) ? "zip" : /\.tar$/i.test(out) ? "tar" : "folder");

const elementOf = (text: string) => {
  const [, label, value] = /^\s*([^:\r\n]+?)\s*:\s*(.*)$/su.exec(text) ?? [];
  if (label === undefined || value === undefined) throw new CliFailure(exitCode.usage, "bagInfoMalformed", { text });
  return { label, value };
};

const sinkAt = async (
  format: NonNullable<MakeOptions["format"]>,
  path: string,
  topFolder: string,
  day: string,
): Promise<BagSink> => {
  if (format === "folder") return folderSink(path);
  const out = createWriteStream(path, { flags: "wx" });
  // From here on the file is there to be removed, whenever the making ends.
  await once(out, "open");
  const serialised = { topFolder, modified: new Date(`${day}T00:00:00Z`) };
  return format === "tar" ? tarSink(out, serialised) : zipSink(out, serialised);
};

/** `lantai bag make`: written beside its place first, so that what stands there is whole. */
export const makeBag = async (session: Session, folderArgument: string, options: MakeOptions): Promise<ExitCode> => {
  const { world, say, print, language } = session;
  const folder = resolve(world.workingFolder, folderArgument);
  const out = resolve(world.workingFolder, options.out);
  const info = options.info.map(elementOf);
  const isThere = await lstat(out).then(
    () => true,
    () => false,
  );
  if (isThere) throw new CliFailure(exitCode.usage, "bagThere", { path: out });
  const opened = await openBagAt(folder);
  if (opened.form !== "folder")
    throw new CliFailure(exitCode.usage, "bagUnreadable", { path: folder, reason: opened.form });
  const day = batchOfDay(world.now());
  const partial = `${out}.partial`;
  let leftOut = 0;
  const wanted = async function* (): AsyncGenerator<NewBagFile> {
    for await (const file of filesOf(folderSource(folder).entries())) {
      world.signal.throwIfAborted();
      if (file.path.split("/").some(isDropping)) leftOut += 1;
      else yield file;
    }
  };
  try {
    const sink = await sinkAt(formatOf(options), partial, bagName(basename(out)), day);
    const written = await writeBag(wanted(), { baggingDate: day, info }, sink, dirname(out));
    await rename(partial, out);
    if (leftOut > 0) print(say("bagLeftOut", { count: leftOut }));
    print(
      say("bagMade", {
        path: out,
        files: written.files,
        bytes: bytesText(written.bytes),
        digest: written.manifestSha256,
      }),
    );
    return exitCode.done;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (error instanceof BagUnreadable)
      throw new CliFailure(exitCode.incomplete, "bagUnwritable", { detail: explainFinding(error.defect)[language] });
    if (error instanceof BagUnwritable)
      throw new CliFailure(exitCode.incomplete, "bagPathTaken", { path: shownPath(error.path) });
    throw error;
  }
};
