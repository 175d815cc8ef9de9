import { invalid } from "../attribute-value.ts";
import type { AwsError } from "../../../network/aws-json.ts";

/** Which request parameter an expression came in; error messages name it. */
export type ExpressionKind =
  "ConditionExpression" | "FilterExpression" | "KeyConditionExpression" | "ProjectionExpression" | "UpdateExpression";

export type Token = {
  readonly kind: "word" | "name-placeholder" | "value-placeholder" | "number" | "symbol" | "end";
  readonly text: string;
  /** Where the token begins in the expression. */
  readonly start: number;
};

const longestExpressionBytes = 4096;
/** Words of the grammar, which name nothing. */
const keywords: ReadonlySet<string> = new Set(["AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE"]);
const tokenPattern =
  /\s*(?:([A-Za-z][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(0|[1-9]\d*)|(<>|<=|>=|[=<>()[\],.+-]))/y;

export const expressionError = (kind: ExpressionKind, problem: string): AwsError =>
  invalid(`Invalid ${kind}: ${problem}`);

/** A place in an expression that moves forward as its parser takes tokens. */
export class TokenReader {
  readonly kind: ExpressionKind;
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #position = 0;
  #reserved: AwsError | undefined;

  constructor(kind: ExpressionKind, text: string) {
    this.kind = kind;
    this.#text = text;
    this.#tokens = readTokens(kind, text);
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#position + ahead] ?? { kind: "end", text: "<EOF>", start: this.#text.length };
  }

  next(): Token {
    const token = this.peek();
    this.#position += 1;
    return token;
  }

  /** Takes the symbol when it comes next. */
  skip(symbol: string): boolean {
    const found = this.peek().kind === "symbol" && this.peek().text === symbol;
    this.#position += found ? 1 : 0;
    return found;
  }

  /** Takes the keyword, in upper or lower case, when it comes next. */
  skipWord(keyword: string): boolean {
    const found = this.#isWord(keyword);
    this.#position += found ? 1 : 0;
    return found;
  }

  expect(symbol: string): void {
    if (!this.skip(symbol)) {
      throw this.syntaxError();
    }
  }

  expectWord(keyword: string): void {
    if (!this.skipWord(keyword)) {
      throw this.syntaxError();
    }
  }

  /** Ends the parsing; only now it is told that a name was a reserved word. */
  expectEnd(): void {
    if (this.peek().kind !== "end") {
      throw this.syntaxError();
    }
    if (this.#reserved !== undefined) {
      throw this.#reserved;
    }
  }

  /** Notes that a name is a reserved word: worse than any other fault, save one of the syntax. */
  reserve(name: string): void {
    this.#reserved ??= this.fail(`Attribute name is a reserved keyword; reserved keyword: ${name}`);
  }

  isKeyword(): boolean {
    return this.peek().kind === "word" && keywords.has(this.peek().text.toUpperCase());
  }

  fail(problem: string): AwsError {
    return this.#reserved ?? expressionError(this.kind, problem);
  }

  /** The error for the token that comes next, with its neighbours as DynamoDB shows them. */
  syntaxError(): AwsError {
    const [before, after] = [this.#tokens[this.#position - 1], this.#tokens[this.#position + 1]];
    const last = after ?? this.peek();
    const end = last.kind === "end" ? this.#text.length : last.start + last.text.length;
    const near = this.#text.slice((before ?? this.peek()).start, end);
    return expressionError(this.kind, `Syntax error; token: "${this.peek().text}", near: "${near}"`);
  }

  #isWord(keyword: string): boolean {
    return this.peek().kind === "word" && this.peek().text.toUpperCase() === keyword;
  }
}

const readTokens = (kind: ExpressionKind, text: string): readonly Token[] => {
  if (text.trim() === "") {
    throw expressionError(kind, "The expression can not be empty;");
  }
  const bytes = Buffer.byteLength(text);
  if (bytes > longestExpressionBytes) {
    throw expressionError(kind, `Expression size has exceeded the maximum allowed size; expression size: ${bytes}`);
  }
  const tokens: Token[] = [];
  const pattern = new RegExp(tokenPattern);
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const start = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) {
      const wrong = text.slice(start).search(/\S/) + start;
      pattern.lastIndex = wrong + 1;
      const next = pattern.exec(text);
      const near = text.slice(tokens.at(-1)?.start ?? wrong, next === null ? wrong + 1 : pattern.lastIndex);
      throw expressionError(kind, `Syntax error; token: "${text.charAt(wrong)}", near: "${near}"`);
    }
    tokens.push(token(match, pattern.lastIndex));
  }
  return tokens;
};

const token = ([, word, name, value, number, symbol]: RegExpExecArray, end: number): Token => {
  const text = word ?? name ?? value ?? number ?? symbol ?? "";
  const start = end - text.length;
  if (word !== undefined) return { kind: "word", text, start };
  if (name !== undefined) return { kind: "name-placeholder", text, start };
  if (value !== undefined) return { kind: "value-placeholder", text, start };
  return { kind: number === undefined ? "symbol" : "number", text, start };
};
