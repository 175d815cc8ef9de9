/**
 * The URL of the queue an ARN names.
 * @throws Error when the text is no SQS ARN.
 */
export const queueUrlOf = (arn: string): string => {
  const [, partition, service, region, account, name] = arn.split(":");
  if (service !== "sqs" || region === undefined || account === undefined || name === undefined)
    throw new Error(`not a queue ARN: ${arn}`);
  const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://sqs.${region}.${suffix}/${account}/${name}`;
};
