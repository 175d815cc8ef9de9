import { DiskFull, type Disk } from "../aws/disk.ts";
import type { Faults } from "./faults.ts";

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** The disk of one region's service: stores write to it synchronously, so that a slow one holds up the whole host. */
export const faultyDisk = (region: string, service: string, faults: Faults): Disk => ({
  write: () => {
    const slow = faults.strike("slow-disk", { region, service });
    if (slow !== undefined) Atomics.wait(sleeper, 0, 0, slow.milliseconds);
    if (faults.strike("full-disk", { region, service }) !== undefined) throw new DiskFull();
  },
});
