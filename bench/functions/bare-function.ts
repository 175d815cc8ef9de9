import { copyFile, mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { bundleFunctions } from "../../infra/bundle/bundle-functions.ts";
import type { FunctionDefinition } from "../../local/lambda/invocation.ts";

const checkout = path.resolve(import.meta.dirname, "../..");

/** A handler that does nothing, bundled as all others are, in a project of its own. */
export const bareFunction = async (root: string): Promise<FunctionDefinition> => {
  const name = "bare/nothing";
  await mkdir(path.join(root, "functions", "bare"), { recursive: true });
  await symlink(path.join(checkout, "node_modules"), path.join(root, "node_modules"));
  await copyFile(path.join(checkout, "package-lock.json"), path.join(root, "package-lock.json"));
  await writeFile(path.join(root, "functions", `${name}.handler.ts`), "export const handler = async () => {};\n");
  const architecture = process.arch === "arm64" ? "arm64" : "x86_64";
  const packages = await bundleFunctions({ architecture, root, expected: [name] });
  return {
    name: "a handler that does nothing",
    arn: "arn:aws:lambda:eu-west-1:000000000000:function:bare",
    region: "eu-west-1",
    codeDirectory: packages.get(name) ?? root,
    handler: "index.handler",
    memoryMegabytes: 256,
    timeoutSeconds: 15,
    diskMegabytes: 512,
    reservedConcurrency: undefined,
    environment: {},
  };
};
