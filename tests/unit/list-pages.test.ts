import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, test } from "vitest";
import { listPages, type ListPagesDeps } from "../../functions/accession/list-pages.ts";
import type { Page } from "../../shared/domain/page.ts";

const folder = mkdtempSync(join(tmpdir(), "lantai-list-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const batch = { archiveId: "440100", batchId: "large", decision: "accepted" as const };
const perItem = 250;
const digest = (number: number): string => number.toString(16).padStart(64, "0");
const codeOf = (item: number): string => `Z109-WS·2011·Y·办公室-${String(item).padStart(5, "0")}`;

const pageOf = (archivalCode: string, number: number, more: Partial<Page> = {}): Page => ({
  ...batch,
  archivalCode,
  page: number,
  homeRegion: "cn-north-1",
  state: "kept",
  version: 1,
  revision: 1,
  writes: 1,
  file: {
    sha256: digest(Number(archivalCode.slice(-5)) * perItem + number),
    mediaType: "image/jpeg",
    bytes: 2,
    pageInFile: 1,
    pageCount: 1,
  },
  arrival: { key: "k", at: "2026-11-23T08:00:00.000Z" },
  acceptedAt: "2026-11-23T08:00:00.000Z",
  reading: { state: "pending" },
  replicas: [],
  ...more,
});

/** A batch of so many pages, listed as the store does it: a stretch at a time. */
const storesOf = (total: number, change: (page: Page) => Page = (page) => page): ListPagesDeps =>
  ({
    accessions: {
      pages: (_archive: string, _batch: string, after: string | undefined, limit: number) => {
        const from = Number(after ?? 0);
        const found = Array.from({ length: Math.min(limit, total - from) }, (_, at) => ({
          archivalCode: codeOf(Math.floor((from + at) / perItem)),
          page: ((from + at) % perItem) + 1,
          sha256: digest(0),
        }));
        const next = from + limit < total ? String(from + limit) : undefined;
        return Promise.resolve({ found, next });
      },
    },
    pages: {
      getMany: (addresses: readonly { archivalCode: string; page: number }[]) =>
        Promise.resolve([...addresses].reverse().map(({ archivalCode, page }) => change(pageOf(archivalCode, page)))),
    },
  }) as Partial<Record<keyof ListPagesDeps, unknown>> as ListPagesDeps;

test("a quarter of a million pages are listed in order, and counted, on the function's disk", async () => {
  const file = join(folder, "large");
  const list = await listPages(storesOf(250_000), batch, file, 1);
  expect(list).toMatchObject({ items: 1000, pages: 250_000, files: 250_000, fileBytes: 500_000 });
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  expect(hash.digest("hex")).toBe(list.sha256);
  let lines = 0;
  let last = "";
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const { archivalCode, page } = JSON.parse(line) as { archivalCode: string; page: number };
    const place = `${archivalCode}#${String(page).padStart(5, "0")}`;
    if (place <= last) throw new Error(`${place} comes after ${last}`);
    last = place;
    lines += 1;
  }
  expect(lines).toBe(250_000);
});

test("pages that left the batch or stand no longer are not listed", async () => {
  const gone = (page: Page): Page =>
    page.page === 1 ? { ...page, state: "withdrawn" } : page.page === 2 ? { ...page, batchId: "later" } : page;
  expect(await listPages(storesOf(10, gone), batch, join(folder, "gone"), 1)).toMatchObject({ items: 1, pages: 8 });
});

test("a page that is set aside lets the list wait", async () => {
  const held = (page: Page): Page =>
    page.page === 3 ? { ...page, state: "quarantined", quarantinedFrom: "kept" } : page;
  await expect(listPages(storesOf(10, held), batch, join(folder, "held"), 7)).rejects.toMatchObject({
    name: "TryAgain",
    delaySeconds: 7,
  });
});
