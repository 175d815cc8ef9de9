import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type * as z from "zod";
import { checkReport, type CheckReport } from "../../shared/contract/check-report.ts";
import { checkProperty, type CheckOutcome } from "../../shared/contract/checks.ts";
import type { testReportAnswer } from "../../shared/contract/evidence-routes.ts";
import { CliFailure } from "./cli-failure.ts";
import { oneLine } from "./plain-text.ts";
import type { Session } from "./session.ts";
import { exitCode, type ExitCode } from "./world.ts";

type ReportFiles = z.output<typeof testReportAnswer>["files"];
type Fetched = Readonly<Record<ReportFiles[number]["format"], Buffer>>;

/** Fetches the files of a report. @throws CliFailure when one is not what the service says it is. */
const fetchReport = async (files: ReportFiles): Promise<Fetched> => {
  const fetched = { json: Buffer.alloc(0), pdf: Buffer.alloc(0), svg: Buffer.alloc(0) };
  for (const { format, url, sha256 } of files) {
    const response = await fetch(url);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (!response.ok || createHash("sha256").update(bytes).digest("hex") !== sha256)
      throw new CliFailure(exitCode.unreachable, "reportAltered", { format });
    fetched[format] = bytes;
  }
  return fetched;
};

const propertyTexts = {
  authenticity: "propertyAuthenticity",
  integrity: "propertyIntegrity",
  usability: "propertyUsability",
  security: "propertySecurity",
} as const;
/** How each outcome is said. */
export const outcomeTexts = {
  passed: "outcomePassed",
  failed: "outcomeFailed",
  "could-not-check": "outcomeUnchecked",
} as const satisfies Readonly<Record<CheckOutcome, string>>;

/** Findings of one check that are shown; the report has the rest. */
const findingsShown = 3;

/** The outcome, the four properties, and each check that was not passed with what was found first. */
const printReport = (
  { batchId = "", stage, testedAt, outcome, totals, results, against }: CheckReport,
  { say, print, language }: Session,
): void => {
  const title = stage === "transfer" ? "reportTitle" : "reportTitleKept";
  print(say(title, { batch: batchId, outcome: say(outcomeTexts[outcome]), pages: totals.pages, at: testedAt }));
  for (const property of checkProperty.options) {
    const of = results.filter((one) => one.property === property);
    if (of.length === 0) continue;
    const count = (wanted: CheckOutcome): number => of.filter((one) => one.outcome === wanted).length;
    const counts = { passed: count("passed"), failed: count("failed"), unchecked: count("could-not-check") };
    print(say("reportProperty", { name: say(propertyTexts[property]), ...counts }));
  }
  for (const { id, outcome: found, clause, failed, unchecked, findings } of results) {
    if (found === undefined || found === "passed") continue;
    const mark = found === "failed" ? "✕" : "?";
    const required = against.includes(id) ? ` [${say("reportRequired")}]` : "";
    print("");
    print(say("reportCheck", { mark, title: clause.title[language], count: failed + unchecked }) + required);
    for (const { detail } of findings.slice(0, findingsShown)) print(`    ${oneLine(detail[language])}`);
    const left = failed + unchecked - Math.min(findingsShown, findings.length);
    if (left > 0) print(`    ${say("andMore", { count: left })}`);
  }
};

/** Keeps the files of a report side by side in a folder. */
const saveReport = async (
  folder: string,
  batch: string,
  files: Fetched & { readonly jws: Buffer },
  { say, print }: Session,
): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const [format, bytes] of Object.entries(files)) {
    const path = join(folder, `${batch}.report.${format}`);
    await writeFile(path, bytes);
    print(say("reportSaved", { path }));
  }
};

/** Shows a report, and keeps its files in a folder `to`, if one is named. Incomplete where something stands against the batch. */
export const showTestReport = async (
  { files, signature, against }: z.output<typeof testReportAnswer>,
  { to, name }: { readonly to: string | undefined; readonly name: string },
  session: Session,
): Promise<ExitCode> => {
  const fetched = await fetchReport(files);
  printReport(checkReport.parse(JSON.parse(fetched.json.toString("utf8"))), session);
  if (to !== undefined) await saveReport(to, name, { ...fetched, jws: Buffer.from(signature) }, session);
  return against.length > 0 ? exitCode.incomplete : exitCode.done;
};
