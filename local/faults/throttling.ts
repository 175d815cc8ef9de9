/** How a service refuses a caller that asks too often. */
export type Throttling = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const json = (status: number, type: string, message: string, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.0", "x-amzn-errortype": type, ...headers },
  body: JSON.stringify({ __type: type, message }),
});

const rateExceeded = json(400, "ThrottlingException", "Rate exceeded");

/** By signing name. Source: the section "Errors" of each service's API reference. */
const answers: Readonly<Record<string, Throttling>> = {
  dynamodb: json(
    400,
    "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
    "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
  ),
  sqs: json(400, "com.amazonaws.sqs#RequestThrottled", "Request is throttled.", {
    "x-amzn-query-error": "RequestThrottled;Sender",
  }),
  lambda: {
    status: 429,
    headers: { "content-type": "application/json", "x-amzn-errortype": "TooManyRequestsException" },
    body: JSON.stringify({ Reason: "CallerRateLimitExceeded", Type: "User", message: "Rate Exceeded." }),
  },
  s3: {
    status: 503,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>`,
  },
  es: {
    status: 429,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message: "429 Too Many Requests" }),
  },
};

/** The throttling error a service documents. */
export const throttlingOf = (service: string): Throttling =>
  answers[service === "aoss" ? "es" : service] ?? rateExceeded;
