import * as z from "zod";

export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
};

const headerValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const structured = z.looseObject({
  statusCode: z
    .union([z.number(), z.string().regex(/^\d{3}$/)])
    .transform(Number)
    .pipe(z.int().min(200).max(599)),
  headers: z.record(z.string(), headerValue).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * What a function's answer means as an HTTP response, payload format 2.0: with `statusCode` it is a response; without,
 * it is the body of a JSON response of status 200.
 *
 * @returns `undefined` when the answer is a malformed response (API Gateway then answers 500).
 * Source: API Gateway Developer Guide, "Lambda function response for format 2.0".
 */
export const readFunctionResponse = (payload: string): HttpAnswer | undefined => {
  const answer: unknown = JSON.parse(payload);
  if (typeof answer !== "object" || answer === null || !("statusCode" in answer))
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: Buffer.from(typeof answer === "string" ? answer : JSON.stringify(answer)),
    };
  const parsed = structured.safeParse(answer);
  if (!parsed.success) return undefined;
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const lowerCase = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    status: statusCode,
    headers: {
      "content-type": "text/plain;charset=UTF-8",
      ...Object.fromEntries(lowerCase),
      ...(cookies == null || cookies.length === 0 ? {} : { "set-cookie": cookies }),
    },
    body: Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8"),
  };
};
