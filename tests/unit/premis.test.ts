import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import { describe, expect, test } from "vitest";
import { domainEvent, samples } from "../../events/domain-event.ts";
import { premisEventTypes } from "../../shared/premis/event-types.ts";
import { batchIdentifier, itemIdentifier, pageIdentifier, textIdentifier } from "../../shared/premis/premis-event.ts";
import { premisEventsOf } from "../../shared/premis/premis-events-of.ts";
import { premisDocument, type PremisObject } from "../../shared/premis/premis-xml.ts";
import { textElement } from "../../shared/domain/xml-text.ts";

const home = "cn-north-1";
const events = Object.values(samples).map(({ sample }) => domainEvent.parse(sample));

const schema = XmlDocument.fromString(readFileSync(path.resolve(import.meta.dirname, "../support/premis.xsd"), "utf8"));
const validator = XsdValidator.fromDoc(schema);

const written = async (...of: Parameters<typeof premisDocument>): Promise<string> => {
  const pieces: string[] = [];
  for await (const piece of premisDocument(...of)) pieces.push(piece);
  return pieces.join("");
};
const item = itemIdentifier("440100", "Z109-WS·2011·Y·办公室-0001");
const page = pageIdentifier("440100", "Z109-WS·2011·Y·办公室-0001", 1, 1);
const objects: readonly PremisObject[] = [
  { kind: "intellectualEntity", identifier: batchIdentifier("440100", "2026-03") },
  { kind: "intellectualEntity", identifier: item, originalName: "关于 <甲> & “乙” 的批复" },
  { kind: "file", identifier: page, sha256: "a".repeat(64), bytes: 7, mediaType: "image/jpeg", partOf: item },
  {
    kind: "file",
    identifier: textIdentifier("440100", "b".repeat(64)),
    sha256: "b".repeat(64),
    mediaType: "application/json",
    originalName: "ocr.json",
    madeFrom: page,
  },
];

describe("an event in the words of PREMIS", () => {
  /** Events that touched nothing that is kept. */
  const untold = [
    "schedule-drafted",
    "schedule-approved",
    "schedule-withdrawn",
    "vendor-refused",
    "people-searched",
    "destruction-drafted",
    "destruction-reviewed",
    "destruction-approved",
    "destruction-withdrawn",
    "destruction-ordered",
    "destruction-carried-out",
    "item-spared",
    "vendor-named",
    "vendor-assigned",
    "vendor-permitted",
    "export-asked",
  ];

  test.each(untold)("is not told of %s", (type) => {
    expect(events.filter((event) => event.type === type).flatMap((event) => premisEventsOf(event, home))).toEqual([]);
  });

  test.each(events.filter(({ type }) => !untold.includes(type)))(
    "is told of $type, by terms of the vocabulary, with who and what it links",
    (event) => {
      const told = premisEventsOf(event, home);
      expect(told).not.toHaveLength(0);
      for (const { type, time, agent, objects: linked, outcome, outcomeNote } of told) {
        expect(Object.keys(premisEventTypes)).toContain(type);
        expect(time).toBe(event.time);
        expect(agent.id).toBe(event.actor);
        expect(linked).not.toHaveLength(0);
        expect(outcome).toBe("code" in event ? "fail" : "success");
        expect(outcomeNote).toBe("code" in event ? event.code : undefined);
      }
      expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
    },
  );

  test("tells apart a copy that was read back elsewhere from bytes that were read again at home", () => {
    const proven = events.find(({ type }) => type === "copy-proven")!;
    const region = "region" in proven ? proven.region : "";
    expect(premisEventsOf(proven, "elsewhere-1").map(({ type }) => type)).toEqual(["replication", "fixity check"]);
    expect(premisEventsOf(proven, region).map(({ type }) => type)).toEqual(["fixity check"]);
  });
});

describe("a PREMIS document", () => {
  const told = events.flatMap((event) => premisEventsOf(event, home));

  test("has the structure of the schema, with every kind of event and each agent once", async () => {
    const document = XmlDocument.fromString(await written(objects, told));
    expect(() => validator.validate(document)).not.toThrow();
    const names = { p: "http://www.loc.gov/premis/v3" };
    expect(document.find("/p:premis/p:event", names)).toHaveLength(told.length);
    expect(document.find("/p:premis/p:agent", names)).toHaveLength(new Set(told.map(({ agent }) => agent.id)).size);
    document.dispose();
  });

  test("is refused by that schema when its parts change places", async () => {
    const text = (await written(objects, told)).replace(
      /(<eventType.*?<\/eventType>)(<eventDateTime>.*?<\/eventDateTime>)/,
      "$2$1",
    );
    const document = XmlDocument.fromString(text);
    expect(() => validator.validate(document)).toThrow();
    document.dispose();
  });

  test("gives back every text that XML can hold, and a mark for what it cannot", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const document = XmlDocument.fromString(textElement("t", text, { a: text }));
        const expected = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
        expect(document.root.content).toBe(expected);
        expect(document.get("/t/@a")?.content).toBe(expected);
        document.dispose();
      }),
    );
  });

  test("lets nobody break out of it", async () => {
    const reason = `]]></eventDetail><x a="&lt;" ' --> \u0000 <!-- 机密`;
    const event = domainEvent.parse({ ...(samples["batch-accepted"].sample as object), reason, actor: `<"me"&>` });
    const document = XmlDocument.fromString(await written(objects, premisEventsOf(event, home)));
    expect(() => validator.validate(document)).not.toThrow();
    expect(document.get("//p:eventDetail", { p: "http://www.loc.gov/premis/v3" })?.content).toContain(
      reason.replace("\u0000", "\ufffd"),
    );
    document.dispose();
  });
});
