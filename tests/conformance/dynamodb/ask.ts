/** One request in DynamoDB's own protocol, so that nothing a client library does stands between. */

/** What came back: the answer's body, or `error` and `message` with what else an error says. */
export type Answer = Readonly<Record<string, unknown>>;

export type Ask = (operation: string, body: unknown) => Promise<Answer>;

const streamOperations = new Set(["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"]);

/** DynamoDB Local keeps tables apart by region and key, which it reads from here; neither target checks the signature. */
const authorization =
  "AWS4-HMAC-SHA256 Credential=AKIDTEST/20261126/cn-north-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0";

export const askAt =
  (url: string): Ask =>
  async (operation, body) => {
    const prefix = streamOperations.has(operation) ? "DynamoDBStreams_20120810" : "DynamoDB_20120810";
    const response = await fetch(url, {
      method: "POST",
      headers: {
        authorization,
        "content-type": "application/x-amz-json-1.0",
        "x-amz-date": "20261126T000000Z",
        "x-amz-target": `${prefix}.${operation}`,
      },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (response.ok) return withSetsInOrder(answer) as Answer;
    const { __type: type, message, Message, ...more } = answer;
    const error = String(type).split("#").at(-1);
    return { error, message: message ?? Message, ...(withSetsInOrder(more) as Answer) };
  };

/** Sets have no order; sorted, they compare. */
const withSetsInOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withSetsInOrder);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isSet(name, inner) ? inner.toSorted() : withSetsInOrder(inner),
    ]),
  );
};

const isSet = (name: string, value: unknown): value is string[] =>
  /^(SS|NS|BS)$/.test(name) && Array.isArray(value) && value.every((member) => typeof member === "string");
