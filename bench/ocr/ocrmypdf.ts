import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { timedProgram } from "./timed-program.ts";

/** The text ocrmypdf lays under a scan, and what making the PDF cost. It does not say where on the page the text stands. */
export async function readWithOcrmypdf(
  scan: string,
  language: "chi_sim" | "eng",
  folder: string,
): Promise<{ readonly text: string; readonly cpuSeconds: number }> {
  const sidecar = join(folder, "sidecar.txt");
  const { cpuSeconds } = await timedProgram("ocrmypdf", [
    ...["--quiet", "--jobs", "1", "--image-dpi", "300", "--rotate-pages", "--deskew", "--output-type", "pdf"],
    ...["--language", language, "--sidecar", sidecar, scan, join(folder, "out.pdf")],
  ]);
  return { text: await readFile(sidecar, "utf8"), cpuSeconds };
}
