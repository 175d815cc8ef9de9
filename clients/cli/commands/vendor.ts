import type * as z from "zod";
import type { accessionAnswer } from "../../../shared/contract/accession-routes.ts";
import { vendorTerms, type VendorStep } from "../../../shared/contract/vendor.ts";
import { assertBatchId } from "../batch-of-day.ts";
import { CliFailure } from "../cli-failure.ts";
import { findArchive, readEndpoints } from "../endpoints.ts";
import { oneLine } from "../plain-text.ts";
import { openPostApi } from "../session.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";

export type VendorOptions = { readonly archive: string; readonly batch: string };
export type NameVendorOptions = VendorOptions & {
  readonly name: string;
  readonly qualification: string;
  readonly expires: string;
  readonly from: string;
  readonly until: string;
  readonly reason: string;
};

const printVendor = (
  { vendor, vendorWork }: z.output<typeof accessionAnswer>,
  batch: string,
  { say, print }: Session,
): void => {
  if (vendor === undefined) print(say("vendorNone", { batch }));
  else {
    const { qualification, window } = vendor;
    const facts = {
      name: oneLine(vendor.name),
      number: oneLine(qualification.number),
      expires: qualification.expiresOn,
    };
    print(say("vendorStands", { batch, ...facts, ...window }));
  }
  const { declaration, assigned = [] } = vendorWork ?? {};
  print(declaration === undefined ? say("vendorUndeclared") : say("vendorDeclared", declaration));
  const people = assigned.map(oneLine).join(", ");
  print(people === "" ? say("vendorAssignedNone") : say("vendorAssigned", { people }));
};

const arrange = async (session: Session, options: VendorOptions, post: string, step: VendorStep): Promise<ExitCode> => {
  const endpoints = await readEndpoints(session.world.home);
  const archive = findArchive(endpoints, options.archive);
  assertBatchId(options.batch);
  const api = openPostApi(session, endpoints, archive, post);
  printVendor(await api.arrangeVendor(archive.id, options.batch, step), options.batch, session);
  return exitCode.done;
};

/** Names a batch's vendor. @throws CliFailure (usage) when a day or moment is none. */
export const nameVendor = (session: Session, options: NameVendorOptions): Promise<ExitCode> => {
  const { name, qualification, expires, from, until, reason } = options;
  const terms = { name, qualification: { number: qualification, expiresOn: expires }, window: { from, until } };
  const vendor = vendorTerms.safeParse(terms);
  if (!vendor.success)
    throw new CliFailure(exitCode.usage, "vendorTermsMalformed", {
      fields: vendor.error.issues.map(fieldOf).join(", "),
    });
  return arrange(session, options, "archivist", { step: "named", vendor: vendor.data, reason });
};

/** The option in which a fault of the terms lies. */
const fieldOf = ({ path }: { readonly path: readonly PropertyKey[] }): string => {
  const last = String(path.at(-1));
  return `--${{ expiresOn: "expires", number: "qualification" }[last] ?? last}`;
};

/** A security officer's word that nothing in the batch is secret. */
export const declareUnclassified = (
  session: Session,
  options: VendorOptions & { readonly text: string },
): Promise<ExitCode> => arrange(session, options, "security-officer", { step: "declared", text: options.text });

/** Names all of the vendor's people who may upload from now on. */
export const assignVendor = (
  session: Session,
  options: VendorOptions & { readonly person?: readonly string[]; readonly reason: string },
): Promise<ExitCode> =>
  arrange(session, options, "archivist", {
    step: "assigned",
    principals: [...(options.person ?? [])],
    reason: options.reason,
  });
