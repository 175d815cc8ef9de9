import type { Person } from "./person.ts";

export type PageLanguage = "zh" | "en";

/** The first language of an `Accept-Language` header that the page has; Chinese otherwise. */
export const pageLanguage = (acceptLanguage: string | undefined): PageLanguage =>
  /^\s*en\b/i.test(acceptLanguage ?? "") ? "en" : "zh";

const texts = {
  zh: {
    title: "登录兰台（本机）",
    explanation: "本机演示环境，选择一个人即可登录，不需要密码。",
    nobody: "演示环境中没有人员。",
  },
  en: {
    title: "Sign in to Lantai (this machine)",
    explanation: "This is the demonstration on one machine: choose a person to sign in. There are no passwords.",
    nobody: "The demonstration has no people.",
  },
} as const;

/** The page on which one of the demonstration's people is chosen. `action` is where the choice is posted. */
export const signInPage = (people: readonly Person[], action: string, language: PageLanguage): string => {
  const text = texts[language];
  const choices = people.map(
    (person) => `
      <li><button name="username" value="${escapeHtml(person.username)}">
        <strong>${escapeHtml(person.name[language])}</strong>
        <span>${escapeHtml([person.archiveId ?? "", ...person.roles].filter((part) => part !== "").join(" · "))}</span>
      </button></li>`,
  );
  return `<!doctype html>
<html lang="${language === "zh" ? "zh-CN" : "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text.title}</title>
<style>
  body { font: 1rem/1.6 system-ui, "Noto Sans CJK SC", sans-serif; max-width: 36rem; margin: 3rem auto; padding: 0 1rem; color: #1f2328; }
  ul { list-style: none; padding: 0; }
  button { width: 100%; text-align: left; font: inherit; padding: .75rem 1rem; margin: .25rem 0; border: 1px solid #8c959f; border-radius: .5rem; background: #fff; cursor: pointer; }
  button:hover, button:focus-visible { background: #f3f5f7; outline: 2px solid #0b57d0; }
  span { display: block; color: #57606a; }
</style>
</head>
<body>
<main>
  <h1>${text.title}</h1>
  <p>${text.explanation}</p>
  <form method="post" action="${escapeHtml(action)}"><ul>${choices.join("")}</ul></form>
  ${people.length === 0 ? `<p>${text.nobody}</p>` : ""}
</main>
</body>
</html>
`;
};

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
