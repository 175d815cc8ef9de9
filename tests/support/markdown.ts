import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";

/** Text in which nothing is markup: fenced blocks and code between backticks. */
const withoutCode = (markdown: string): string =>
  markdown
    .replaceAll(/^(```+)[^\n]*\n[\s\S]*?^\1\s*$/gm, "")
    .replaceAll(/(`+)[\s\S]*?\1/g, (code) => "x".repeat(code.length));

/** Fenced blocks in one language, in order. */
export const codeBlocks = (markdown: string, language: string): string[] =>
  [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```\s*$/gm)]
    .filter(([, of]) => of === language)
    .map(([, , text = ""]) => text);

/** Headings as written, in order. */
export const headings = (markdown: string): { readonly level: number; readonly text: string }[] =>
  markdown
    .replaceAll(/^(```+)[^\n]*\n[\s\S]*?^\1\s*$/gm, "")
    .split("\n")
    .flatMap((line) => {
      const [, marks, text] = /^(#{1,6})\s+(.+?)\s*$/.exec(line) ?? [];
      return marks === undefined || text === undefined ? [] : [{ level: marks.length, text }];
    });

/** Anchors a page has: headings in lower case, without punctuation, hyphens for spaces, numbered when they repeat. */
export const anchors = (markdown: string): Set<string> => {
  const seen = new Map<string, number>();
  const found = new Set<string>();
  for (const { text } of headings(markdown)) {
    const plain = text.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1");
    const slug = plain
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/gu, "-");
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    found.add(times === 0 ? slug : `${slug}-${times}`);
  }
  return found;
};

/** Targets of the links and images of a page, but for those on the web. */
export const localLinks = (markdown: string): string[] =>
  [...withoutCode(markdown).matchAll(/\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target));

/** What is wrong with a page's links, in words; empty when each leads to a file or folder, and to a heading of it. */
export const brokenLinks = async (file: string): Promise<string[]> => {
  const markdown = await readFile(file, "utf8");
  const faults: string[] = [];
  for (const link of localLinks(markdown)) {
    const [target = "", anchor] = decodeURI(link).split("#", 2);
    const wanted = target === "" ? file : path.resolve(path.dirname(file), target);
    if (!existsSync(wanted)) faults.push(`${link}: no such file`);
    else if (anchor !== undefined) {
      const known = statSync(wanted).isFile() ? anchors(await readFile(wanted, "utf8")) : new Set<string>();
      if (!known.has(anchor)) faults.push(`${link}: no such heading`);
    }
  }
  return faults;
};
