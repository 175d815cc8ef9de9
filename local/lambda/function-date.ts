/** Differences below this are the time a message takes, not another clock. */
const SAME_CLOCK_MS = 1_000;

const MachineDate = Date;
let aheadMs = 0;

const now = (): number => MachineDate.now() + aheadMs;

const hostDate = new Proxy(MachineDate, {
  construct: (date, given: readonly unknown[], made) => {
    if (given.length === 0) return new MachineDate(now());
    const constructed: unknown = Reflect.construct(date, given, made);
    return constructed instanceof MachineDate ? constructed : new MachineDate(NaN);
  },
  get: (date, name): unknown => (name === "now" ? now : Reflect.get(date, name)),
});

/** From now on this process takes its time from the host's clock, which may be ahead of the machine's. */
export const followClock = (hostNow: number): void => {
  const ahead = hostNow - MachineDate.now();
  aheadMs = Math.abs(ahead) < SAME_CLOCK_MS ? 0 : ahead;
  if (aheadMs !== 0) globalThis.Date = hostDate;
};
