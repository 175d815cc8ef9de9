import { createHash } from "node:crypto";
import {
  certificateContentOf,
  certificateLineOf,
  type CertificateLine,
} from "../../shared/domain/destruction-certificate.ts";
import type { DestructionEntry, DestructionList } from "../../shared/domain/destruction-list.ts";
import type { EvidenceKind } from "../../shared/domain/evidence-key.ts";
import type { EventIds } from "../../shared/runtime/event-ids.ts";
import type { Signer } from "../../shared/signing/signer.ts";
import type { DestructionChanges } from "../../shared/storage/destruction-changes.ts";
import type { DestructionStore } from "../../shared/storage/destruction-store.ts";
import type { Evidence } from "../../shared/storage/evidence.ts";
import type { PageStore } from "../../shared/storage/page-store.ts";
import { certificatePage } from "./certificate-page.ts";

export type CertifyDestructionDeps = {
  readonly lists: Pick<DestructionStore, "entries">;
  readonly pages: Pick<PageStore, "pagesOf" | "earlier">;
  readonly evidence: Evidence;
  readonly signer: Signer;
  readonly changes: DestructionChanges;
  readonly newEvent: EventIds;
};

const entriesAtOnce = 100;
const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * Signs what became of a list in the archive's name (销毁清册): the items with the digests of what they had, the page for people,
 * and who took which part. A run that was broken off leaves at most files that nobody refers to.
 * @throws StateMoved when another walk was first: its certificate stands.
 */
export const certifyDestruction =
  ({ lists, pages, evidence, signer, changes, newEvent }: CertifyDestructionDeps) =>
  async (list: DestructionList): Promise<void> => {
    const { archiveId, listId, progress = { destroyed: 0, spared: 0 } } = list;
    const keep = (kind: EvidenceKind, text: string, mediaType: string): Promise<string> =>
      evidence.keep(archiveId, kind, Buffer.from(text), mediaType);

    const lineOf = async (entry: DestructionEntry): Promise<CertificateLine> => {
      if (entry.outcome?.is !== "destroyed") return certificateLineOf(entry, []);
      const standing = await pages.pagesOf(archiveId, entry.archivalCode);
      const before = await Promise.all(standing.map((page) => pages.earlier(page)));
      return certificateLineOf(entry, [...before.flat(), ...standing]);
    };

    const lines: CertificateLine[] = [];
    let after: string | undefined;
    do {
      const { found, next } = await lists.entries(archiveId, listId, after, entriesAtOnce);
      for (const entry of found) lines.push(await lineOf(entry));
      after = next;
    } while (after !== undefined);

    const said = newEvent();
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    const page = certificatePage(list, lines, said.time);
    const content = certificateContentOf(list, {
      list: { mediaType: "application/x-ndjson", sha256: digestOf(text), bytes: Buffer.byteLength(text) },
      page: { mediaType: "text/html", sha256: digestOf(page) },
    });
    const jws = await signer.sign({ archiveId, type: "lantai-destruction+jws", issuedAt: said.time, content });
    const listSha256 = await keep("destruction-list", text, "application/x-ndjson");
    const pageSha256 = await keep("destruction-page", page, "text/html; charset=utf-8");
    const sha256 = await keep("destruction-certificate", jws, "application/jose");
    const done: DestructionList = {
      ...list,
      state: "carried-out",
      certificate: { at: said.time, sha256, listSha256, pageSha256 },
      writes: list.writes + 1,
    };
    const { destroyed, spared } = progress;
    const event = { ...said, archiveId, actor: "service:retention", listId, destroyed, spared };
    await changes.move(list, done, [], { type: "destruction-carried-out", ...event, certificateSha256: sha256 });
  };
