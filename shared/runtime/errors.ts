import type { ProblemCode } from "../contract/problem.ts";
import type { Sentence } from "../domain/sentence.ts";

/** An answer the caller can act on. Everything else becomes `internal`, without its message. */
export class CallerError extends Error {
  readonly code: ProblemCode;
  readonly detail: Sentence;
  constructor(code: ProblemCode, detail: Sentence, options?: ErrorOptions) {
    super(`${code}: ${detail.en}`, options);
    this.name = "CallerError";
    this.code = code;
    this.detail = detail;
  }
}

/** The one table from code to HTTP status and title. */
export const problemKinds: Readonly<Record<ProblemCode, { status: number; title: Sentence }>> = {
  "request-invalid": { status: 400, title: { zh: "请求有误", en: "Invalid request" } },
  "query-has-nothing-to-search": { status: 400, title: { zh: "没有可检索的内容", en: "Nothing to search for" } },
  "person-invalid": { status: 400, title: { zh: "姓名或证件号无效", en: "Invalid name or number" } },
  "cursor-invalid": { status: 400, title: { zh: "翻页标记无效", en: "Invalid cursor" } },
  "not-signed-in": { status: 401, title: { zh: "尚未登录", en: "Not signed in" } },
  "not-allowed": { status: 403, title: { zh: "无权操作", en: "Not allowed" } },
  "not-found": { status: 404, title: { zh: "未找到", en: "Not found" } },
  "not-now": { status: 409, title: { zh: "当前状态不允许", en: "Not in this state" } },
  classified: { status: 422, title: { zh: "涉密档案不得进入本系统", en: "Classified records are not taken" } },
  "other-region": { status: 421, title: { zh: "请到主区域办理", en: "Ask the home region" } },
  "search-unavailable": { status: 503, title: { zh: "检索暂不可用", en: "Search is unavailable" } },
  internal: { status: 500, title: { zh: "系统内部错误", en: "Internal error" } },
};

/** The queue should deliver the message again, not before `delaySeconds` have passed. */
export class TryAgain extends Error {
  readonly delaySeconds: number;
  constructor(reason: string, delaySeconds: number, options?: ErrorOptions) {
    super(reason, options);
    this.name = "TryAgain";
    this.delaySeconds = delaySeconds;
  }
}

/** Doubles from 2 s to the cap with each delivery of a message; `received` counts from 1. */
export const backOffSeconds = (received: number, capSeconds = 60): number =>
  Math.min(capSeconds, 2 ** Math.min(received, 10));
