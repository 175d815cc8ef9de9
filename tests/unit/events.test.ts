import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { domainEvent, samples, type EventType } from "../../events/domain-event.ts";

const types = domainEvent.options.map((event) => event.shape.type.value);

test("each event has a file of its name, and each file an event", () => {
  const files = readdirSync(join(import.meta.dirname, "../../events")).map((name) => name.replace(/\.ts$/, ""));
  const others = new Set(["event", "domain-event"]);
  expect(files.filter((name) => !others.has(name)).sort()).toEqual([...types].sort());
});

describe.each(Object.entries(samples))("%s", (type, { sample, broken }) => {
  test("reads its sample, which is of its type", () => {
    expect(domainEvent.parse(sample)).toMatchObject({ type });
    expect(types).toContain(type as EventType);
  });

  test.each(Object.entries(broken))("is refused: %s", (_, wrong) => {
    expect(domainEvent.safeParse(wrong).success).toBe(false);
  });

  test("says who did it to which archive and when, and nothing it does not know", () => {
    const whole = domainEvent.parse(sample);
    for (const field of ["eventId", "archiveId", "time", "actor"] as const) {
      expect(domainEvent.safeParse({ ...whole, [field]: undefined }).success, field).toBe(false);
    }
    expect(domainEvent.safeParse({ ...whole, price: 1 }).success).toBe(false);
  });
});
