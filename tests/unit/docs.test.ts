import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { glob, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { buildProgram } from "../../clients/cli/program.ts";
import { sayIn } from "../../clients/cli/messages.ts";
import type { World } from "../../clients/cli/world.ts";
import { samples } from "../../events/domain-event.ts";
import { readSettings } from "../../local/settings.ts";
import { functionEnv } from "../../shared/contract/env.ts";
import {
  bucketPurposes,
  dueIndex,
  owedIndex,
  queueName,
  queueNames,
  unsafeIndex,
  volumesIndex,
} from "../../shared/contract/names.ts";
import { routes } from "../../shared/contract/routes.ts";
import { ocrResultKey, originalKey } from "../../shared/domain/holdings-key.ts";
import { parseIntakeKey } from "../../shared/domain/intake-key.ts";
import { scanExtensions } from "../../shared/domain/scan-file-name.ts";
import { problemKinds } from "../../shared/runtime/errors.ts";
import * as recordKeys from "../../shared/storage/record-keys.ts";
import { anchors, brokenLinks, codeBlocks, headings, localLinks } from "../support/markdown.ts";

const root = path.resolve(import.meta.dirname, "../..");
const made = new Set(["node_modules", ".build", "cdk.out", ".lantai", ".git"]);
const pages: string[] = [];
for await (const page of glob("**/*.md", { cwd: root, exclude: (name) => made.has(path.basename(name)) }))
  pages.push(page);
const read = (file: string): Promise<string> => readFile(path.join(root, file), "utf8");

const readme = await read("README.md");
const readmeInChinese = await read("README.zh-CN.md");
const architecture = await read("docs/architecture.md");
const functionNames = Object.keys(functionEnv);

/** Lines of the shell blocks of the pages that tell people what to type, continued lines joined. */
const commandLines = async (): Promise<string[]> => {
  const blocks = [readme, readmeInChinese, await read("CONTRIBUTING.md")].flatMap((page) => codeBlocks(page, "sh"));
  return blocks
    .flatMap((block) => block.replaceAll("\\\n", " ").split("\n"))
    .flatMap((line) => line.split("&&"))
    .map((line) => line.trim())
    .filter((line) => line !== "");
};

describe("links of the project's pages", () => {
  it("are looked for in every page there is", () => {
    expect(pages).toEqual(expect.arrayContaining(["README.md", "README.zh-CN.md", "docs/runbook.md"]));
  });

  it.each(pages)("%s leads to existing files and headings only", async (page) => {
    expect(await brokenLinks(path.join(root, page))).toEqual([]);
  });

  it.each(pages)("%s names no source file that is not there", async (page) => {
    const named = [
      ...(await read(page)).matchAll(/`((?:infra|functions|shared|events|local|clients|tests|bench)\/[^`]*)`/g),
    ]
      .map(([, file = ""]) => file)
      .filter((file) => !/[*<>{}…]/.test(file) && !functionNames.includes(file));
    expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it("are found broken when file or heading is missing, and ignored in code", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "lantai-docs-"));
    try {
      const page = path.join(folder, "page.md");
      writeFileSync(
        page,
        "# 甲 A-b, c\n\n[1](gone.md) [2](#甲-a-b-c) [3](#no) `[4](code.md)` [5](https://example.org/x)\n\n```\n[6](block.md)\n# not a heading\n```\n",
      );
      expect(await brokenLinks(page)).toEqual(["gone.md: no such file", "#no: no such heading"]);
      expect(localLinks("see [a](b.md), ![c](d.svg)")).toEqual(["b.md", "d.svg"]);
      expect([...anchors("# Same\n## Same\n")]).toEqual(["same", "same-1"]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("the runbook", () => {
  const sections = [
    ...functionNames.map((name) => name.replace("/", "-")),
    ...queueNames.map((name) => `queue-${name}`),
  ];

  it.each([...sections, "http-api"])("says under %s what an alarm means and what to do", async (section) => {
    const [, text] = (await read("docs/runbook.md")).split(`\n## ${section}\n`);
    const upToNext = text?.split("\n## ", 1)[0];
    expect(upToNext).toContain("**Means**");
    expect(upToNext).toContain("**Do**");
  });
});

describe("the architecture", () => {
  it("describes every function of the contract and no other", () => {
    const described = headings(architecture)
      .filter(({ level, text }) => level === 3 && text.includes("/"))
      .map(({ text }) => text);
    expect(described.sort()).toEqual(functionNames.sort());
  });

  it("lists every event and no other", () => {
    const listed = [...architecture.matchAll(/^\| \[([a-z-]+)\]\(\.\.\/events\//gm)].map(([, event]) => event);
    expect(listed.sort()).toEqual(Object.keys(samples).sort());
  });

  it("lists every route with its function and whether it needs a token", () => {
    const rows = [...architecture.matchAll(/^\| `(GET|POST) (\S+)`\s+\| `([a-z/-]+)`\s+\| (yes|no)\s+\|$/gm)];
    expect(rows.map(([, method, where, by, signedIn]) => [method, where, by, signedIn]).sort()).toEqual(
      Object.values(routes)
        .map((route) => [route.method, route.path, route.handler, route.signedIn ? "yes" : "no"])
        .sort(),
    );
  });

  it("gives each problem code its status", () => {
    for (const [code, { status }] of Object.entries(problemKinds))
      expect(architecture).toMatch(new RegExp(`^\\| ${status} +\\|.*\`${code}\``, "m"));
  });

  it("gives the keys that records and objects really have", () => {
    const { itemKey, pageKey, owedIndexingKey, pageVersionKey, accessionKey, heldPageKey, receiptKey } = recordKeys;
    const { scheduleKey, scheduledUnitKey, destructionListKey, destructionEntryKey } = recordKeys;
    const unit = { by: "fonds", code: "Z109" } as const;
    const { countKey, receivedKey, refusedKey, provenFileKey, fileUseKey } = recordKeys;
    const { quarantineKey, declaredClassificationKey } = recordKeys;
    const { descriptionKey, describedKey, importKey, personKey, peopleKeyRecord, faultKey, exportKey, bagKey } =
      recordKeys;
    const { earlierHistoryKey } = recordKeys;
    const [archive, code, batch] = ["{archive}", "{档号}", "{batch}"];
    const made = [
      itemKey(archive, code),
      pageKey(archive, code, 1),
      owedIndexingKey(archive, code, 1),
      accessionKey(archive, batch),
      receiptKey(archive, batch, "{decision}"),
      heldPageKey(archive, batch, code, 1),
      pageVersionKey(archive, code, 1, 1),
      countKey(archive, batch, ""),
      receivedKey(archive, batch, "", ""),
      refusedKey(archive, batch, ""),
      provenFileKey(archive, "{sha256}"),
      scheduleKey(archive, unit, 1),
      scheduledUnitKey(archive, unit),
      destructionListKey(archive, "{list}"),
      destructionEntryKey(archive, "{list}", code),
      recordKeys.freezeKey(archive, code),
      recordKeys.tombstoneKey(archive, code),
      recordKeys.fileErasureKey(archive, "{sha256}"),
      fileUseKey(archive, "{sha256}", code, 1, 1),
      quarantineKey(archive, batch),
      declaredClassificationKey(archive, code),
      recordKeys.preservationKey(archive, batch),
      descriptionKey({ archiveId: archive, level: "item", archivalCode: code }),
      describedKey(archive, batch, "item", code),
      importKey(archive, batch, "{import}"),
      personKey({ archiveId: archive, level: "item", archivalCode: code }, "{hash}"),
      peopleKeyRecord(archive),
      faultKey(archive, batch, "{import}", 2),
      earlierHistoryKey(archive, code, "{sha256}"),
      exportKey(archive, "{export}"),
      bagKey(archive, batch, "{bag}"),
    ];
    const told = [...architecture.matchAll(/^\| [a-z ]+ +\| `({archive}#[^`]+)` +\| `([A-Z]+#?)[^`]*`/gm)];
    expect(told.map(([, pk, sk]) => [pk, sk])).toEqual(made.map(({ pk, sk }) => [pk, /^[A-Z]+#?/.exec(sk)?.[0]]));
    for (const key of [originalKey(archive, "ab"), ocrResultKey(archive, "ab")])
      expect(architecture).toContain(`\`${key.replace("/ab/ab", "/{first two digits}/{sha256}")}\``);
    for (const purpose of bucketPurposes) expect(architecture).toContain(`| \`${purpose}\``);
  });

  it.each([...queueNames.map(queueName), owedIndex.name, unsafeIndex.name, dueIndex.name, volumesIndex.name])(
    "knows %s",
    (name) => {
      expect(architecture).toContain(`| \`${name}\``);
    },
  );
});

describe("what the pages tell people to type", () => {
  it("is a script of the package, or a command that is installed with it", async () => {
    const { scripts, bin } = JSON.parse(await read("package.json")) as Record<
      "scripts" | "bin",
      Record<string, string>
    >;
    const unknown = (await commandLines()).filter((line) => {
      const [program, what = "", third = ""] = line.split(/\s+/);
      if (program === "npm") return what === "run" ? scripts[third] === undefined : what !== "ci" && !scripts[what];
      if (program !== "npx") return false;
      return bin[what] === undefined && !existsSync(path.join(root, "node_modules", ".bin", what));
    });
    expect(unknown).toEqual([]);
  });

  it("names files that exist", async () => {
    const named = (await commandLines()).flatMap((line) => line.match(/\b[\w./-]+\.ts\b|\btests\/[\w/-]+/g) ?? []);
    expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it("gives the command line commands and options that it has", async () => {
    const { stdout, stderr } = process;
    const world = { stdout, stderr } as Partial<World> as World;
    const program = buildProgram(new Command("lantai"), sayIn("en"), world, () => Promise.resolve());
    const lines = (await commandLines()).filter((line) => line.startsWith("npx lantai "));
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      const words = line.split(/\s+/).slice(2);
      const named = program.commands.find((command) => command.name() === words[0]);
      const command = named?.commands.find((one) => one.name() === words[1]) ?? named;
      const options = command?.options.map(({ long }) => long);
      expect(options, line).toBeDefined();
      for (const option of words.filter((word) => word.startsWith("--"))) expect(options, line).toContain(option);
    }
  });

  it("says which extensions and keys the intake bucket takes", () => {
    for (const page of [readme, readmeInChinese]) {
      expect(page).toContain(`{档号}/{page}.{${scanExtensions.join("|")}}`);
      const code = /`(Z109[^`]+)`/.exec(page)?.[1];
      expect(parseIntakeKey(`440100/2026-11/${code}/001.jpg`)).toMatchObject({ ok: true, archivalCode: code });
    }
  });

  it("gives every variable of the one-machine host with its default", () => {
    const rows = [...readme.matchAll(/^\| `(LANTAI_[A-Z]+)`\s+\| `([^`]+)`/gm)];
    const told = Object.fromEntries(rows.map(([, name = "", value = ""]) => [name, value]));
    expect(readSettings(told)).toEqual(readSettings({}));
    for (const name of Object.keys(told))
      expect(() => ["", "?"].forEach((wrong) => readSettings({ [name]: wrong }))).toThrow(name);
    const toldInChinese = [...readmeInChinese.matchAll(/^\| `(LANTAI_[A-Z]+)`\s+\| `([^`]+)`/gm)];
    expect(toldInChinese.map(([, ...row]) => row)).toEqual(rows.map(([, ...row]) => row));
  });
});

describe("decisions", () => {
  const decisions = pages.filter((page) => page.startsWith(path.join("docs", "decisions"))).sort();

  it("are numbered without gaps", () => {
    const numbers = decisions.map((page) => Number(/^\d{4}/.exec(path.basename(page))?.[0]));
    expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  });

  it.each(decisions)("%s gives context, decision and consequences", async (page) => {
    const [title, ...sections] = headings(await read(page));
    expect(title?.text).toMatch(new RegExp(`^${path.basename(page).slice(0, 4)}: `));
    expect(sections.map(({ text }) => text)).toEqual(["Context", "Decision", "Consequences"]);
  });
});

describe("the two READMEs", () => {
  it("tell people to type the same", () => {
    expect(codeBlocks(readmeInChinese, "sh")).toEqual(codeBlocks(readme, "sh"));
  });

  it("have the same sections and link the same files", () => {
    const levels = (page: string): number[] => headings(page).map(({ level }) => level);
    expect(levels(readmeInChinese)).toEqual(levels(readme));
    const elsewhere = (page: string): string[] => [...new Set(localLinks(page))].filter((link) => !/README/.test(link));
    expect(elsewhere(readmeInChinese).sort()).toEqual(elsewhere(readme).sort());
  });
});
