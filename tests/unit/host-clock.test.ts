import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openClock } from "../../local/clock.ts";
import { followClock } from "../../local/lambda/function-date.ts";

describe("the host's clock", () => {
  it("is the machine's until time is let pass, and never goes back over a restart", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "lantai-clock-"));
    try {
      const clock = openClock(path.join(folder, "network"), () => 1_000);
      expect(clock.now()).toBe(1_000);
      clock.moveOn(60);
      clock.moveOn(5);
      expect(clock.now()).toBe(66_000);
      expect(openClock(path.join(folder, "network"), () => 2_000).now()).toBe(67_000);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("time inside a function", () => {
  const MachineDate = Date;
  afterEach(() => {
    followClock(MachineDate.now());
    globalThis.Date = MachineDate;
  });

  it("is that of a host whose clock was moved on", () => {
    followClock(MachineDate.now() + 3_600_000);
    const ahead = MachineDate.now() + 3_500_000;
    expect(Date.now()).toBeGreaterThan(ahead);
    expect(new Date().getTime()).toBeGreaterThan(ahead);
    expect(new Date()).toBeInstanceOf(MachineDate);
  });

  it("leaves every other use of dates as it is", () => {
    followClock(MachineDate.now() + 3_600_000);
    expect(new Date(0).toISOString()).toBe("1970-01-01T00:00:00.000Z");
    expect(new Date(2026, 10, 26).getDate()).toBe(26);
    expect(Date.UTC(2026, 10, 26)).toBe(Date.parse("2026-11-26T00:00:00Z"));
  });

  it("is the machine's where the host's clock is", () => {
    followClock(MachineDate.now());
    expect(globalThis.Date).toBe(MachineDate);
  });
});
