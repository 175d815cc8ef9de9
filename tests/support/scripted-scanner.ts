import { readFile } from "node:fs/promises";
import type { MalwareScanner } from "../../shared/malware/malware-scanner.ts";

/** A scanner that knows files by how they begin: `virus`, `waits` (it has not come to it yet), `strange` (it never will). */
export const scriptedScanner: MalwareScanner = {
  async scan({ path }) {
    const begins = (await readFile(path)).subarray(0, 7).toString("latin1");
    if (begins.startsWith("virus")) return { outcome: "infected", scanner: "scripted/1", threat: "Eicar-Signature" };
    if (begins.startsWith("waits")) return { outcome: "could-not-check", reason: "not scanned yet", waits: true };
    if (begins === "strange") return { outcome: "could-not-check", reason: "UNSUPPORTED", waits: false };
    return { outcome: "clean", scanner: "scripted/1" };
  },
};
