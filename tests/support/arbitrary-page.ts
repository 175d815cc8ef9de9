import fc from "fast-check";
import type { Page, Reading, Replica } from "../../shared/domain/page.ts";

/** Few digests, so that equal ones meet often. */
export const digests = ["a", "b", "c"].map((letter) => letter.repeat(64));
const digest = fc.constantFrom(...digests);
const moment = "2026-11-23T08:00:00.000Z";
const revision = fc.integer({ min: 1, max: 4 });

const reading: fc.Arbitrary<Reading> = fc.oneof(
  fc.constant({ state: "pending" as const }),
  fc.record({
    state: fc.constant("read" as const),
    sha256: digest,
    confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    needsPerson: fc.boolean(),
    engine: fc.constant("scripted/1"),
    readAt: fc.constant(moment),
  }),
  fc.constant({ state: "failed" as const, code: "unreadable", failedAt: moment }),
);

const replicaIn = (region: string): fc.Arbitrary<Replica> =>
  fc.record(
    {
      region: fc.constant(region),
      state: fc.constantFrom("pending", "proven", "failed"),
      revision,
      sha256: digest,
      ocrSha256: digest,
    },
    { requiredKeys: ["region", "state", "revision"] },
  );

const plainPage = fc.record({
  archiveId: fc.constant("440100"),
  archivalCode: fc.constant("Z109-WS·2011·Y·办公室-0001"),
  page: fc.constant(1),
  homeRegion: fc.constant("cn-north-1"),
  batchId: fc.constant("2026-11"),
  state: fc.constantFrom<Page["state"]>("kept", "kept", "kept", "withdrawn"),
  version: fc.integer({ min: 1, max: 3 }),
  revision,
  writes: revision,
  file: fc.record({
    sha256: digest,
    mediaType: fc.constant("image/png" as const),
    bytes: fc.constant(100),
    pageInFile: fc.constant(1),
    pageCount: fc.constant(1),
  }),
  arrival: fc.constant({ key: "440100/2026-11/Z109-WS·2011·Y·办公室-0001/001.png", sequencer: "01", at: moment }),
  acceptedAt: fc.constant(moment),
  reading,
  replicas: fc.tuple(replicaIn("cn-northwest-1"), replicaIn("ap-east-1")).chain((replicas) => fc.subarray(replicas)),
});

const terms = fc.record(
  {
    custody: fc.constant("registration-backup" as const),
    restrictions: fc
      .subarray(["consultation", "copying", "publication"] as const, { minLength: 1 })
      .map((uses) => [...uses]),
    termsSince: revision,
  },
  { requiredKeys: [] },
);
const quarantined = fc.option(fc.constantFrom("kept" as const, "withdrawn" as const), { nil: undefined, freq: 4 });

/** Any state a page's record can be in, and many it should never be in. */
export const arbitraryPage: fc.Arbitrary<Page> = fc
  .tuple(plainPage, terms, quarantined)
  .map(([page, more, quarantinedFrom]): Page =>
    quarantinedFrom === undefined ? { ...page, ...more } : { ...page, ...more, state: "quarantined", quarantinedFrom },
  );
