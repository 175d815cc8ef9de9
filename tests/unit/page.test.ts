import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { longestWriteSeconds } from "../../shared/contract/names.ts";
import { holds, isSafe, lateWriteSeconds, waitingFor, type Page, type Replica } from "../../shared/domain/page.ts";
import { arbitraryPage, digests } from "../support/arbitrary-page.ts";

const [bytes = "", text = "", other = ""] = digests;
const moment = "2026-11-23T08:00:00.000Z";
const read = {
  state: "read" as const,
  sha256: text,
  confidence: 0.9,
  needsPerson: false,
  engine: "scripted/1",
  readAt: moment,
};
const unread = { state: "failed" as const, code: "unreadable", failedAt: moment };
const proven: Replica = { region: "cn-northwest-1", state: "proven", revision: 2, sha256: bytes, ocrSha256: text };
const page = (more: Partial<Page>): Page => ({
  archiveId: "440100",
  archivalCode: "Z109-WS·2011·Y·办公室-0001",
  page: 1,
  homeRegion: "cn-north-1",
  batchId: "2026-11",
  state: "kept",
  version: 1,
  revision: 2,
  writes: 2,
  file: { sha256: bytes, mediaType: "image/png", bytes: 10, pageInFile: 1, pageCount: 1 },
  arrival: { key: "440100/2026-11/Z109-WS·2011·Y·办公室-0001/001.png", sequencer: "01", at: moment },
  acceptedAt: moment,
  reading: read,
  replicas: [proven],
  ...more,
});

describe("a page", () => {
  test("is safe once it is read and its replica proved these bytes and this text", () => {
    expect(isSafe(page({}))).toBe(true);
    expect(waitingFor(page({}))).toEqual([]);
  });

  test("is safe without text only when reading it has failed and the proof is of that state or a later one", () => {
    const { ocrSha256, ...withoutText } = proven;
    expect(ocrSha256).toBe(text);
    expect(isSafe(page({ reading: unread, replicas: [withoutText] }))).toBe(true);
    expect(isSafe(page({ reading: unread, replicas: [{ ...withoutText, revision: 1 }] }))).toBe(false);
    expect(isSafe(page({ reading: { state: "pending" }, replicas: [withoutText] }))).toBe(false);
  });

  test.each<[string, Partial<Page>, string[]]>([
    ["its reading", { reading: { state: "pending" }, revision: 2 }, ["ocr"]],
    ["a proof of other bytes", { replicas: [{ ...proven, sha256: other }] }, ["replica:cn-northwest-1"]],
    ["a proof of another text", { replicas: [{ ...proven, ocrSha256: other }] }, ["replica:cn-northwest-1"]],
    ["a copy that failed", { replicas: [{ ...proven, state: "failed" }] }, ["replica:cn-northwest-1"]],
    [
      "its bytes found rotten at home",
      { original: { ...proven, region: "cn-north-1", state: "failed" } },
      ["original"],
    ],
    ["a copy under way", { replicas: [{ ...proven, state: "pending" }] }, ["replica:cn-northwest-1"]],
    [
      "one of two copies",
      { replicas: [proven, { region: "ap-east-1", state: "pending", revision: 0 }] },
      ["replica:ap-east-1"],
    ],
  ])("waits for %s", (_, more, waits) => {
    expect(waitingFor(page(more))).toEqual(waits);
    expect(isSafe(page(more))).toBe(false);
  });

  test.each(["quarantined", "destroyed"] as const)(
    "that is %s waits until its replicas have erased it, late enough for all that was on its way",
    (state) => {
      const gone = (copy: Replica) => waitingFor(page({ state, revision: 3, replicas: [copy] }));
      const aside: Replica = { region: "cn-northwest-1", state: "pending", revision: 3 };
      const late = Date.parse("2026-11-23T08:00:00.000Z") + lateWriteSeconds * 1000;
      const [early, enough] = [late - 1, late].map((at) => new Date(at).toISOString());
      expect(lateWriteSeconds).toBeGreaterThan(longestWriteSeconds);
      expect(gone(proven)).toEqual(["replica:cn-northwest-1"]);
      expect(gone(aside)).toEqual(["replica:cn-northwest-1"]);
      expect(gone({ ...aside, erasedAt: early })).toEqual(["replica:cn-northwest-1"]);
      expect(gone({ ...aside, erasedAt: enough })).toEqual([]);
      expect(gone({ ...aside, revision: 2, erasedAt: enough })).toEqual(["replica:cn-northwest-1"]);
    },
  );

  test("that must be kept nowhere else is never safe", () => {
    expect(isSafe(page({ replicas: [] }))).toBe(false);
  });

  test("that was withdrawn waits until its replicas know", () => {
    expect(waitingFor(page({ state: "withdrawn", revision: 3 }))).toEqual(["replica:cn-northwest-1"]);
    const told = { ...proven, revision: 3 };
    expect(waitingFor(page({ state: "withdrawn", revision: 3, replicas: [told] }))).toEqual([]);
    expect(
      waitingFor(page({ state: "withdrawn", revision: 3, reading: { state: "pending" }, replicas: [told] })),
    ).toEqual([]);
  });

  test("is never safe while a required replica lacks a proof of what is held now", () => {
    fc.assert(
      fc.property(arbitraryPage, (any) => {
        if (!isSafe(any) || any.state !== "kept") return;
        expect(any.replicas).not.toEqual([]);
        expect(any.reading.state).not.toBe("pending");
        for (const copy of any.replicas) {
          expect(copy.state).toBe("proven");
          expect(copy.sha256).toBe(any.file.sha256);
          if (any.reading.state === "read") expect(copy.ocrSha256).toBe(any.reading.sha256);
          else expect(copy.revision).toBeGreaterThanOrEqual(any.revision);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test("that changes its bytes or its text loses the proofs it had", () => {
    fc.assert(
      fc.property(arbitraryPage, (any) => {
        for (const copy of any.replicas.filter((replica) => holds(replica, any))) {
          expect(holds(copy, { ...any, file: { ...any.file, sha256: "d".repeat(64) } })).toBe(false);
          expect(holds(copy, { ...any, reading: { ...read, sha256: "d".repeat(64) } })).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
