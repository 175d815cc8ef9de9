import {
  DeleteObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listPage, resumeKey, successor } from "../../../local/aws/s3/listing.ts";
import { bucketArn, refusal, startS3, type S3Host } from "../../support/s3-host.ts";

const KEYS = [
  "440100/b1/x.jpg",
  "440100/b1/y.jpg",
  "440100/b2/z.jpg",
  "440100/note",
  "a b",
  "a+b",
  "é",
  "档案/1",
  "\ufffd",
  "😀",
];
let host: S3Host;
let s3: S3Client;

beforeAll(async () => {
  host = await startS3();
  for (const [name, versioning] of [
    ["flat", false],
    ["versioned", true],
  ] as const) {
    host.service.createBucket({ name, arn: bucketArn(name), versioning, eventBridge: false });
  }
  s3 = host.client();
  for (const Key of KEYS) await s3.send(new PutObjectCommand({ Bucket: "flat", Key, Body: "x" }));
});
afterAll(() => host.close());

const utf8 = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const list = async (more: object = {}) => {
  const page = await s3.send(new ListObjectsV2Command({ Bucket: "flat", ...more }));
  return {
    keys: (page.Contents ?? []).map(({ Key }) => Key),
    prefixes: (page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
    page,
  };
};

describe("ListObjectsV2", () => {
  it("gives keys in UTF-8 order, page by page, none twice and none lost", async () => {
    for (const pageSize of [1, 3, 1000]) {
      const seen: unknown[] = [];
      for await (const page of paginateListObjectsV2({ client: s3, pageSize }, { Bucket: "flat" })) {
        expect(page.KeyCount).toBeLessThanOrEqual(pageSize);
        seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
      }
      expect(seen).toEqual([...KEYS].sort(utf8));
    }
  });

  it("rolls keys up at a delimiter, also across pages", async () => {
    const top = await list({ Delimiter: "/" });
    expect(top.prefixes).toEqual(["440100/", "档案/"]);
    expect(top.keys).toEqual(["a b", "a+b", "é", "\ufffd", "😀"]);
    const first = await list({ Delimiter: "/", Prefix: "440100/", MaxKeys: 1 });
    expect([first.prefixes, first.page.IsTruncated]).toEqual([["440100/b1/"], true]);
    const ContinuationToken = first.page.NextContinuationToken;
    const rest = await list({ Delimiter: "/", Prefix: "440100/", ContinuationToken });
    expect([rest.prefixes, rest.keys, rest.page.IsTruncated]).toEqual([["440100/b2/"], ["440100/note"], false]);
  });

  it("starts after a key, encodes keys on request, and refuses a token it did not write", async () => {
    expect((await list({ StartAfter: "a b" })).keys).toEqual(["a+b", "é", "档案/1", "\ufffd", "😀"]);
    const encoded = await list({ EncodingType: "url", Prefix: "a" });
    expect(encoded.keys.map((key) => decodeURIComponent((key ?? "").replaceAll("+", " ")))).toEqual(["a b", "a+b"]);
    expect(encoded.keys[1]).toBe("a%2Bb");
    expect((await list({ MaxKeys: 0 })).page).toMatchObject({ KeyCount: 0, IsTruncated: false });
    expect(await refusal(list({ ContinuationToken: "!" }))).toBe("400 InvalidArgument");
    expect(await refusal(s3.send(new ListObjectsV2Command({ Bucket: "missing" })))).toBe("404 NoSuchBucket");
  });
});

describe("ListObjects", () => {
  it("goes on from the last key or common prefix", async () => {
    const seen: unknown[] = [];
    let Marker: string | undefined;
    do {
      const page = await s3.send(new ListObjectsCommand({ Bucket: "flat", Delimiter: "/", MaxKeys: 1, Marker }));
      seen.push(
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
        ...(page.Contents ?? []).map(({ Key }) => Key),
      );
      Marker = page.IsTruncated ? page.NextMarker : undefined;
    } while (Marker !== undefined);
    expect(seen).toEqual(["440100/", "a b", "a+b", "é", "档案/", "\ufffd", "😀"]);
  });
});

describe("ListObjectVersions", () => {
  it("gives every version and marker once, newest first within a key, though versions vanish between pages", async () => {
    const Bucket = "versioned";
    const expected: string[] = [];
    for (const Key of ["v/a", "v/b/1", "v/c"]) {
      const own: string[] = [];
      for (const Body of ["1", "2", "3"])
        own.unshift((await s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId!);
      own.unshift((await s3.send(new DeleteObjectCommand({ Bucket, Key }))).VersionId!);
      expected.push(...own);
    }
    const seen: string[] = [];
    let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    do {
      const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "v/", MaxKeys: 1, ...markers }));
      const all = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      seen.push(...all.map(({ VersionId }) => VersionId!));
      markers = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : {};
      if (markers.VersionIdMarker === expected[5]) {
        await s3.send(new DeleteObjectCommand({ Bucket, Key: "v/b/1", VersionId: expected[5] }));
      }
    } while (markers.KeyMarker !== undefined);
    expect(seen).toEqual(expected);
    const rolled = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "v/", Delimiter: "/" }));
    expect(rolled.CommonPrefixes).toEqual([{ Prefix: "v/b/" }]);
    expect(rolled.Versions).toHaveLength(6);
    expect(rolled.DeleteMarkers?.map(({ Key, IsLatest }) => [Key, IsLatest])).toEqual([
      ["v/a", true],
      ["v/c", true],
    ]);
  });
});

describe("ListObjectVersions from a marker", () => {
  const Bucket = "versioned";
  const ids: string[] = [];
  beforeAll(async () => {
    for (const Key of ["m/a", "m/a", "m/a", "m/b"])
      ids.push((await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }))).VersionId!);
  });
  const after = async (KeyMarker: string | undefined, VersionIdMarker?: string) => {
    const markers = { KeyMarker, VersionIdMarker };
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: "m/", ...markers }));
    expect(page).toMatchObject({ KeyMarker: KeyMarker ?? "", VersionIdMarker: VersionIdMarker ?? "" });
    return page.Versions?.map(({ VersionId }) => VersionId);
  };

  it("goes on behind a key, or behind one of its versions", async () => {
    const [first, second, third, other] = ids;
    expect(await after(undefined)).toEqual([third, second, first, other]);
    expect(await after("m/a", third)).toEqual([second, first, other]);
    expect(await after("m/a", first)).toEqual([other]);
    expect(await after("m/a")).toEqual([other]);
    expect(await after("m/")).toEqual([third, second, first, other]);
    expect(await after("m/b")).toBeUndefined();
  });

  it("needs the key of the version it goes on from", async () => {
    expect(await refusal(after(undefined, ids[0]))).toBe("400 InvalidArgument");
  });
});

describe("a page of a listing", () => {
  const unit = fc.constantFrom("a", "b", "/", "é", "\ud7ff", "\ue000", "\uffff", "😀", "\u{10ffff}");
  const name = fc.string({ unit, maxLength: 5 });

  it("joined with the pages after it is the whole listing, for any keys, prefix and delimiter", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { maxLength: 30 }),
        name,
        fc.constantFrom(undefined, "/", "é", "a/"),
        fc.integer({ min: 1, max: 4 }),
        (names, prefix, delimiter, limit) => {
          const rows = [...names].sort(utf8).map((key) => ({ key }));
          const rowsFrom = (from: string) => rows.filter(({ key }) => utf8(key, from) >= 0);
          const label = (entry: ReturnType<typeof listPage>["entries"][number]) =>
            entry.kind === "row" ? entry.row.key : `${entry.prefix}*`;
          const seen: string[] = [];
          for (let from: string | undefined = ""; from !== undefined;) {
            const start: string = from;
            const page = listPage({ prefix, delimiter, limit, start: () => rowsFrom(start), rowsFrom });
            seen.push(...page.entries.map(label));
            from = page.truncated ? resumeKey(page.entries.at(-1)!) : undefined;
          }
          const expected = rows
            .filter(({ key }) => key.startsWith(prefix))
            .map(({ key }) => {
              const at = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
              return at < 0 ? key : `${key.slice(0, at + delimiter!.length)}*`;
            });
          expect(seen).toEqual([...new Set(expected)]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("goes on at the first text that does not begin with a prefix", () => {
    expect([successor("a/"), successor("a\u{10ffff}"), successor("\ud7ff"), successor("\u{10ffff}")]).toEqual([
      "a0",
      "b",
      "\ue000",
      undefined,
    ]);
  });
});
