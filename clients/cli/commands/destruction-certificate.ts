import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readKeys } from "../check-receipt.ts";
import { CliFailure } from "../cli-failure.ts";
import { certificateContent } from "../../../shared/domain/destruction-certificate.ts";
import { verifySigned } from "../../../shared/verification/verify-signed.ts";
import { digestOf, fetchKept, textOf } from "../kept-file.ts";
import { oneLine } from "../plain-text.ts";
import type { Session } from "../session.ts";
import { exitCode } from "../world.ts";
import type { ExitCode } from "../world.ts";
import { asPost, type ListFlags } from "./destruction.ts";

/** Saves a certificate with its list, the page for people and the archive's keys. */
export const fetchCertificate = async (
  session: Session,
  { archive, list: listId, out = "." }: ListFlags & { readonly out?: string },
): Promise<ExitCode> => {
  const { world, say, print } = session;
  const api = await asPost(session, archive, "archivist");
  const { jws, list, page } = await api.getCertificate(archive, listId);
  const keys = await api.listKeys(archive);
  const folder = resolve(world.workingFolder, out);
  await mkdir(folder, { recursive: true });
  const named = join(folder, `${archive}-destruction-${listId}`);
  await fetchKept(list.address, list.sha256, `${named}.items.ndjson`, session);
  await fetchKept(page.address, page.sha256, `${named}.html`, session);
  await writeFile(`${named}.keys.json`, `${JSON.stringify(keys, undefined, 2)}\n`);
  await writeFile(`${named}.jws`, jws);
  for (const ending of ["items.ndjson", "html", "keys.json", "jws"])
    print(say("receiptSaved", { file: `${named}.${ending}` }));
  return exitCode.done;
};

/** Checks a certificate of destruction and the list it speaks of, from files alone. */
export const verifyCertificate = async (
  { world, say, print }: Session,
  fileArgument: string,
  options: { readonly keys?: string; readonly list?: string },
): Promise<ExitCode> => {
  const file = resolve(world.workingFolder, fileArgument);
  const beside = file.replace(/\.jws$/, "");
  const keysFile = resolve(world.workingFolder, options.keys ?? `${beside}.keys.json`);
  const listFile = resolve(world.workingFolder, options.list ?? `${beside}.items.ndjson`);
  const [jws, keysText] = [await textOf(file), await textOf(keysFile)];
  const keys = readKeys(keysText);
  if (keys === undefined)
    throw new CliFailure(exitCode.usage, "receiptKeysUnreadable", { path: keysFile, archive: "{archiveId}" });
  const verdict = await verifySigned(jws, keys, "lantai-destruction+jws");
  const content = verdict.ok ? certificateContent.safeParse(verdict.claims) : undefined;
  if (!verdict.ok || content?.success !== true) {
    print(say(`certificateFails.${verdict.ok ? "not-a-certificate" : verdict.why}`));
    return exitCode.incomplete;
  }
  const { iss, iat, listId, destroyed, spared, supervisors, list } = content.data;
  print(say("certificateHolds", { archive: iss, at: new Date(iat * 1000).toISOString() }));
  const watched = supervisors.map(oneLine).join(", ");
  print(say("certificateSays", { list: listId, destroyed, spared, supervisors: watched }));
  const sha256 = await digestOf(listFile);
  const same = sha256 === list.sha256;
  print(same ? say("certificateListHolds") : say("certificateListDiffers", { sha256 }));
  print(say("receiptKeysNote"));
  return same ? exitCode.done : exitCode.incomplete;
};
