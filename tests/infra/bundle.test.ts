import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BundleError } from "../../infra/bundle/bundle-error.ts";
import { bundleFunctions } from "../../infra/bundle/bundle-functions.ts";
import { strangers } from "../../infra/bundle/foreign-natives.ts";

const project = join(import.meta.dirname, "../..");
const machine = process.arch;
const architecture = machine === "arm64" ? ("arm64" as const) : ("x86_64" as const);

let root: string;
const write = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
};
const expected = ["pages/measure", "pages/greet", "pages/call"];
const bundle = () => bundleFunctions({ architecture, root, expected, machine });
const filesOf = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "lantai-bundle-"));
  await symlink(join(project, "node_modules"), join(root, "node_modules"));
  await cp(join(project, "package-lock.json"), join(root, "package-lock.json"));
  await write("functions/pages/width.ts", `export const named = (name: string): string => "hello " + name;\n`);
  await write(
    "functions/pages/greet.handler.ts",
    `import { named } from "./width.ts";\nexport const handler = async (who: string) => named(who);\n`,
  );
  await write(
    "functions/pages/call.handler.ts",
    `import { SQSClient } from "@aws-sdk/client-sqs";
const sqs = new SQSClient({ region: "cn-north-1" });
export const handler = () => sqs.config.credentials();\n`,
  );
  await write(
    "functions/pages/measure.handler.ts",
    `import sharp from "sharp";
import { InferenceSession } from "onnxruntime-node";
import { PDFiumModule } from "@hyzyla/pdfium";
export const handler = async () => {
  const image = sharp({ create: { width: 7, height: 5, channels: 3, background: "white" } });
  const { width } = await sharp(await image.png().toBuffer()).metadata();
  const model = new URL("models/ch_PP-OCRv4_det_infer.onnx", import.meta.url).pathname;
  const session = await InferenceSession.create(model);
  const pdfium = await PDFiumModule({});
  return { width, inputs: session.inputNames.length, pdfium: typeof pdfium.wasmExports };
};\n`,
  );
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe("bundling the functions", () => {
  it("ships native packages and models only to the function that imports them, for one platform only", async () => {
    const packages = await bundle();
    expect(await filesOf(packages.get("pages/greet")!)).toEqual(["index.mjs"]);
    const shipped = await filesOf(packages.get("pages/measure")!);
    const binaries = shipped.filter((path) => /\.(node|dll|dylib|wasm)$|\.so/.test(path));
    const cpu = machine === "arm64" ? "arm64" : "x64";
    for (const path of binaries.filter((path) => !path.endsWith(".wasm"))) expect(path).toContain(cpu);
    expect(binaries.some((path) => path.includes(`linux/${cpu}/libonnxruntime.so`))).toBe(true);
    expect(shipped.filter((path) => /cuda|tensorrt|musl|darwin|win32|base64|\.d\.ts$/i.test(path))).toEqual([]);
    expect(shipped).toContain("models/ppocr_keys_v1.txt");
  });

  it("gives packages that run on their own, away from the project", async () => {
    const packages = await bundle();
    const away = await mkdtemp(join(tmpdir(), "lantai-away-"));
    try {
      await cp(packages.get("pages/measure")!, away, { recursive: true });
      const call = `import("./index.mjs").then(({ handler }) => handler()).then((answer) => console.log(JSON.stringify(answer)));`;
      const answer: unknown = JSON.parse(
        execFileSync(process.execPath, ["--input-type=module", "-e", call], { cwd: away, encoding: "utf8" }),
      );
      expect(answer).toEqual({ width: 7, inputs: 1, pdfium: "object" });
    } finally {
      await rm(away, { recursive: true, force: true });
    }
  });

  it("lets functions call AWS with the credentials of their environment, and carries no other way to any", async () => {
    const index = join((await bundle()).get("pages/call")!, "index.mjs");
    const call = `import(${JSON.stringify(index)}).then(({ handler }) => handler()).then((answer) => console.log(JSON.stringify(answer)));`;
    const answer: unknown = JSON.parse(
      execFileSync(process.execPath, ["--input-type=module", "-e", call], {
        encoding: "utf8",
        env: { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" },
      }),
    );
    expect(answer).toMatchObject({ accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token" });
    expect(await readFile(index, "utf8")).not.toMatch(/sso_start_url|AssumeRoleWithWebIdentity/);
  });

  it("keeps a build whose inputs did not change, and replaces one whose inputs did", async () => {
    const file = join((await bundle()).get("pages/greet")!, "index.mjs");
    const first = await stat(file);
    await bundle();
    expect((await stat(file)).ino).toBe(first.ino);
    await write("functions/pages/width.ts", `export const named = (name: string): string => "good day " + name;\n`);
    await bundle();
    expect(await readFile(file, "utf8")).toContain("good day");
  });

  it("names every function without an entry point, and every entry point without a function", async () => {
    const wrong = bundleFunctions({
      architecture,
      root,
      expected: ["pages/greet", "pages/call", "pages/absent"],
      machine,
    });
    const error: unknown = await wrong.catch((refused: unknown) => refused);
    expect(error).toBeInstanceOf(BundleError);
    const { message } = error as BundleError;
    expect(message).toContain("function pages/absent has no entry point functions/pages/absent.handler.ts");
    expect(message).toContain("functions/pages/measure.handler.ts is an entry point, but");
    expect(message).not.toContain("pages/greet");
  });

  it("leaves the last build in place when a new one fails", async () => {
    const file = join((await bundle()).get("pages/greet")!, "index.mjs");
    await write("functions/pages/width.ts", "export const named = (");
    await expect(bundle()).rejects.toThrow(/width\.ts/);
    expect(await readFile(file, "utf8")).toContain("handler");
    expect((await readdir(join(root, ".build"))).filter((name) => name.includes("unfinished"))).toEqual([]);
  });
});

describe("the functions' own packages", () => {
  it("begin their work, each away from the project and its packages", async () => {
    const built = await bundleFunctions({ architecture, machine });
    const away = await mkdtemp(join(tmpdir(), "lantai-away-"));
    try {
      for (const [name, folder] of built) await cp(folder, join(away, name), { recursive: true });
      const load = `
        const told = {};
        for (const name of ${JSON.stringify([...built.keys()])})
          await import("./" + name + "/index.mjs").catch((error) => (told[name] = error.message));
        console.log(JSON.stringify(told));`;
      const answer = execFileSync(process.execPath, ["--input-type=module", "-e", load], {
        cwd: away,
        encoding: "utf8",
        env: { AWS_REGION: "cn-north-1", AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" },
      });
      // Without an environment that is the first thing a function misses.
      for (const [name, told] of Object.entries(JSON.parse(answer) as Record<string, string>))
        expect(`${name}: ${told}`).toContain("environment");
    } finally {
      await rm(away, { recursive: true, force: true });
    }
  });
});

describe("native packages fetched for another processor", () => {
  const path = "node_modules/@img/sharp-linux-arm64";
  const lock = (integrity?: string) => ({ packages: { [path]: { version: "1.0.0", integrity } } });

  it("are those of the project's lock", () => {
    expect(strangers(lock("sha512-a"), lock("sha512-a"))).toEqual([]);
  });

  it.each([
    ["other content", lock("sha512-b")],
    ["no integrity at all", lock()],
  ])("are refused with %s", (_, installed) => {
    expect(strangers(lock("sha512-a"), installed)).toHaveLength(1);
  });

  it("are refused when the lock does not know them, even if neither says its content", () => {
    expect(strangers({ packages: {} }, lock("sha512-a"))).toHaveLength(1);
    expect(strangers(lock(), lock())).toHaveLength(1);
  });
});
