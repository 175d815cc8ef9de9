import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { HOME } from "../../support/tiny-app.ts";
import { startTinyHost, type TinyHost } from "../../support/tiny-host.ts";

let tiny: TinyHost;
beforeAll(async () => {
  tiny = await startTinyHost();
});
afterEach(() => tiny.clear());
afterAll(() => tiny.close());

const keep = { function: "*Keep*" };
describe("a function's process that dies between two calls", () => {
  // The function reads the object, writes to the table, then to the other region.
  it.each([
    [1, "before", { inTable: false, copied: false }],
    [1, "after", { inTable: false, copied: false }],
    [2, "before", { inTable: false, copied: false }],
    [2, "after", { inTable: true, copied: false }],
    [3, "before", { inTable: true, copied: false }],
    [3, "after", { inTable: true, copied: true }],
    // It makes no more calls, and dies before it answers.
    [4, "before", { inTable: true, copied: true }],
  ] as const)("dies at its call %i, %s it, and the message comes again", async (call, moment, done) => {
    const name = `crashed-${call}-${moment}`;
    tiny.lines.length = 0;
    tiny.set(1, { fault: "crash", chance: 1, where: keep, call, moment });
    await tiny.deposit(name);
    await eventually(() => expect(tiny.lines).not.toEqual([]));
    expect({ inTable: await tiny.isInTable(name), copied: tiny.isCopied(name) }).toEqual(done);
    expect(tiny.lines.at(-1)).toContain("Runtime.ExitError: Runtime exited with error: signal: SIGKILL");
    expect(tiny.faults()[0]).toMatchObject({ fault: "crash", place: { region: HOME, service: "lambda" }, count: 1 });
    tiny.clear();
    await eventually(async () => {
      expect({ inTable: await tiny.isInTable(name), copied: tiny.isCopied(name) }).toEqual({
        inTable: true,
        copied: true,
      });
      expect(tiny.queue()).toMatchObject({ visible: 0, inFlight: 0 });
    });
  });

  it("dies at a call that is drawn where the plan names none", async () => {
    tiny.set(1, { fault: "crash", nth: 1, times: 2, where: keep });
    await tiny.deposit("drawn");
    await eventually(async () => {
      expect(tiny.faults()).toMatchObject([{ count: 1 }, { count: 2 }]);
      expect({ inTable: await tiny.isInTable("drawn"), copied: tiny.isCopied("drawn") }).toEqual({
        inTable: true,
        copied: true,
      });
      expect(tiny.queue()).toMatchObject({ visible: 0, inFlight: 0 });
    });
  });
});

describe("a batch of which the function says that a record failed, though it was done", () => {
  it("has that record come again", async () => {
    tiny.set(1, { fault: "partial-failure", nth: 1, times: 2, where: keep });
    await tiny.deposit("half-told");
    // There is no other message that could be told of a second time.
    await eventually(() =>
      expect(tiny.faults()).toMatchObject([
        { fault: "partial-failure", count: 1 },
        { fault: "partial-failure", count: 2 },
      ]),
    );
    expect([await tiny.isInTable("half-told"), tiny.isCopied("half-told")]).toEqual([true, true]);
    await eventually(() => expect(tiny.queue()).toMatchObject({ visible: 0, inFlight: 0 }));
  });
});
