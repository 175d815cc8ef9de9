import type { Architecture } from "../deployment.ts";

/** The processor's name as npm, Node and the native packages write it. */
export type Cpu = "arm64" | "x64";

export const cpuOf = (architecture: Architecture): Cpu => (architecture === "arm64" ? "arm64" : "x64");
