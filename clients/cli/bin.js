#!/usr/bin/env node
// Plain JavaScript on purpose: whatever Node starts this file, it can at least say what is missing.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(import.meta.url);
const needed = 24;

/** The Node that npm installed with the package for this processor, in this or any enclosing node_modules. */
const installedNode = () => {
  for (let folder = dirname(here); ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", `node-linux-${process.arch}`, "bin", "node");
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
};

const runHere = async () => {
  const [{ runCli }, { processWorld }] = await Promise.all([import("./main.ts"), import("./process-world.ts")]);
  process.exitCode = await runCli(process.argv.slice(2), processWorld());
};

const runWith = (node) => {
  const child = spawn(node, [here, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, LANTAI_NODE_CHOSEN: "1" },
  });
  // Ctrl-C reaches the whole group: the child decides how to end, this process only passes its answer on.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", (error) => {
    console.error(`${node}: ${error.message}`);
    process.exitCode = 2;
  });
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
};

const other = process.env.LANTAI_NODE_CHOSEN === undefined ? installedNode() : undefined;
if (Number(process.versions.node.split(".")[0]) >= needed) await runHere();
else if (other !== undefined) runWith(other);
else {
  console.error(
    `需要 Node ${needed} 或更新版本，当前是 ${process.version}。请在项目目录运行 npm ci。\n` +
      `Node ${needed} or newer is needed, this is ${process.version}. Run npm ci in the project folder.`,
  );
  process.exitCode = 2;
}
