import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startHost } from "../../../local/host.ts";
import { writeTinyApp } from "../../support/tiny-app.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "lantai-environment-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const withVariable = (bytes: number) =>
  startHost({
    assembly: writeTinyApp(path.join(directory, "cdk.out"), (home) => {
      const properties = home.Resources["Keep"]!["Properties"] as { Environment: { Variables: object } };
      // {"A":"…"}
      properties.Environment.Variables = { A: "x".repeat(bytes - 8) };
    }),
    home: path.join(directory, "home"),
    firstPort: 0,
    users: [],
    parameters: ({ issuer }) => ({ IssuerUrl: issuer }),
    redirectUris: ["http://127.0.0.1/"],
    log: () => {},
  });

test("a function takes 4 KB of variables, and the host stops at one byte more", async () => {
  await (await withVariable(4096)).close();
  await expect(withVariable(4097)).rejects.toThrow(/Function Keep of stack Tiny-home has 4097 bytes/);
});
