import { AwsError } from "../../network/aws-json.ts";

/** Names one receive of one message; opaque to clients. */
export type ReceiptHandle = { readonly messageId: string; readonly receipt: string };

export const receiptHandleOf = ({ messageId, receipt }: ReceiptHandle): string =>
  Buffer.from(`${messageId} ${receipt}`).toString("base64");

/** Throws `ReceiptHandleIsInvalid` when this service never gave out such a handle. */
export const readReceiptHandle = (handle: string): ReceiptHandle => {
  const [messageId, receipt, ...rest] = Buffer.from(handle, "base64").toString("utf8").split(" ");
  if (messageId?.length !== 36 || receipt?.length !== 36 || rest.length > 0) {
    throw new AwsError("ReceiptHandleIsInvalid", `The input receipt handle "${handle}" is not a valid receipt handle.`);
  }
  return { messageId, receipt };
};
