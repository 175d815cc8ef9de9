import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { GetCommand, PutCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { peopleKeyAlias } from "../contract/names.ts";
import { peopleKeyBytes, peopleKeyFrom, type PeopleKey } from "./people-key.ts";
import { peopleKeyRecord } from "./record-keys.ts";

const wrappedKey = z.object({ wrapped: z.base64() });
const opened = z.object({ Plaintext: z.instanceof(Uint8Array) });
const generated = opened.extend({ CiphertextBlob: z.instanceof(Uint8Array) });

/**
 * The keys under which archives keep whom their descriptions name: one for each archive, made when it is first needed, wrapped
 * by a key of KMS and kept beside the records. Opened once by each execution environment.
 */
export const peopleKeys = (kms: KMSClient, documents: DynamoDBDocumentClient, table: string) => {
  const known = new Map<string, PeopleKey>();

  const unwrap = async (archiveId: string, wrapped: string): Promise<PeopleKey> => {
    const answer = await kms.send(
      new DecryptCommand({
        KeyId: peopleKeyAlias,
        CiphertextBlob: Buffer.from(wrapped, "base64"),
        EncryptionContext: { archive: archiveId },
      }),
    );
    return peopleKeyFrom(Buffer.from(opened.parse(answer).Plaintext));
  };

  const find = async (archiveId: string): Promise<PeopleKey | undefined> => {
    const { Item } = await documents.send(
      new GetCommand({ TableName: table, Key: peopleKeyRecord(archiveId), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : unwrap(archiveId, wrappedKey.parse(Item).wrapped);
  };

  const make = async (archiveId: string): Promise<PeopleKey | undefined> => {
    const answer = await kms.send(
      new GenerateDataKeyCommand({
        KeyId: peopleKeyAlias,
        NumberOfBytes: peopleKeyBytes,
        EncryptionContext: { archive: archiveId },
      }),
    );
    const { Plaintext, CiphertextBlob } = generated.parse(answer);
    try {
      await documents.send(
        new PutCommand({
          TableName: table,
          Item: { ...peopleKeyRecord(archiveId), wrapped: Buffer.from(CiphertextBlob).toString("base64") },
          ConditionExpression: "attribute_not_exists(pk)",
        }),
      );
      return peopleKeyFrom(Buffer.from(Plaintext));
    } catch (error) {
      // Another was first: its key is the archive's.
      if (error instanceof ConditionalCheckFailedException) return find(archiveId);
      throw error;
    }
  };

  const remembered = (archiveId: string, key: PeopleKey | undefined): PeopleKey | undefined => {
    if (key !== undefined) known.set(archiveId, key);
    return key;
  };

  return {
    /** Undefined when the archive has none yet: nobody of it is in the index. */
    existing: async (archiveId: string): Promise<PeopleKey | undefined> =>
      known.get(archiveId) ?? remembered(archiveId, await find(archiveId)),

    async of(archiveId: string): Promise<PeopleKey> {
      const key = (await this.existing(archiveId)) ?? remembered(archiveId, await make(archiveId));
      if (key === undefined) throw new Error(`The people key of ${archiveId} is neither there nor made.`);
      return key;
    },
  };
};
export type PeopleKeys = ReturnType<typeof peopleKeys>;
