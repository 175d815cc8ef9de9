import { PutObjectCommand, S3ServiceException, type PutObjectCommandInput, type S3Client } from "@aws-sdk/client-s3";

const alreadyThere = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412;

/** Puts an object under a key that tells its digest; what lies there already is the same, and stays. */
export const putOnce = async (client: S3Client, input: Omit<PutObjectCommandInput, "IfNoneMatch">): Promise<void> => {
  try {
    await client.send(new PutObjectCommand({ ...input, IfNoneMatch: "*" }));
  } catch (error) {
    if (!alreadyThere(error)) throw error;
  }
};
