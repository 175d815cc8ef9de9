import { spawn } from "node:child_process";
import path from "node:path";

/** This machine's processor, in Lambda's words: functions run here from the packages built for it. */
const architecture = process.arch === "arm64" ? "arm64" : "x86_64";

/**
 * Synthesizes the CDK app of this checkout for this machine's processor.
 * @returns the cloud assembly's folder. @throws Error with what the synthesis printed when it fails.
 */
export const synthesize = async (checkout: string, home: string, deployment: string): Promise<string> => {
  const outdir = path.join(home, "cdk.out");
  const child = spawn(process.execPath, [path.join(checkout, "infra", "app.ts")], {
    cwd: checkout,
    env: {
      ...process.env,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ deployment, architecture }),
      // The CDK's own check of the templates takes twice as long as the synthesis; `npm run synth` and CI run it.
      CDK_VALIDATION: "false",
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const complaints: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`cdk synth: ${Buffer.concat(complaints).toString("utf8").trim()}`);
  return outdir;
};
