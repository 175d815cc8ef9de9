import {
  foldedForSecrecy,
  levelNames,
  periodPattern,
  readPeriod,
  type SecrecyLevel,
  type SecrecyPeriod,
} from "./secrecy-words.ts";

/**
 * What a description or a hand-over list declares under 密级. Only `none` may come into a system that is not a classified one
 * (保密法 art. 31(3)); each other kind says in its own way that the records cannot be taken:
 *
 * - `state-secret`: 绝密, 机密, 秘密, whether the period has run out or not: declassifying is for the unit that made the secret.
 * - `internal`: 内部, 国内, 工作秘密, restricted by GB/T 7156; no state secret, yet not free either.
 * - `declassified`: 已解密. The giver declares 无 instead and hands the decision (解密通知) over with the batch.
 * - `unclear`: anything else. What is not understood is not taken for none.
 */
export type Classification =
  | { readonly kind: "none" }
  | { readonly kind: "state-secret"; readonly level: SecrecyLevel; readonly period?: SecrecyPeriod }
  | { readonly kind: "internal" }
  | { readonly kind: "declassified" }
  | { readonly kind: "unclear" };

const none = /^(?:|无|无密级|无密|非密|非密级|非涉密|不涉密|不保密|公开|公开级|GK|none|null|n\/a|[-—–_/]+)$/iu;
const internal = /^(?:内部|内部级|内部资料|内部文件|内部材料|内部使用|国内|国内级|工作秘密|敏感|NB|GN)$/iu;
const declassified = /^(?:(?:绝密|机密|秘密)级?[(]?)?(?:已)?解密[)]?$/u;
const secret = new RegExp(`^(?:([绝机秘])密级?)(?:[★,;:/·-]|保密期限:?|[(])*(${periodPattern})?[)★]*$`, "u");
const codes: Readonly<Record<string, SecrecyLevel>> = { UM: "top-secret", JM: "secret", MM: "confidential" };

/** A label that came along with its value, and what people put around one. */
const bare = (text: string): string =>
  foldedForSecrecy(text)
    .replace(/^密级:?/u, "")
    .replaceAll(/^["'“”[【《]+|["'“”\]】》。.]+$/gu, "");

/** Reads a declared 密级 such as `机密★10年`; absent or empty is none. */
export const parseClassification = (declared: string | undefined): Classification => {
  const text = bare(declared ?? "");
  if (none.test(text)) return { kind: "none" };
  if (internal.test(text)) return { kind: "internal" };
  if (declassified.test(text)) return { kind: "declassified" };
  const code = codes[text.toUpperCase()];
  if (code !== undefined) return { kind: "state-secret", level: code };
  const [, first = "", stated] = secret.exec(text) ?? [];
  const level = levelNames[first];
  if (level === undefined) return { kind: "unclear" };
  const period = stated === undefined ? undefined : readPeriod(stated);
  return period === undefined ? { kind: "state-secret", level } : { kind: "state-secret", level, period };
};

/** Whether records declared so may come in. */
export const mayComeIn = (declared: string | undefined): boolean => parseClassification(declared).kind === "none";
