import * as z from "zod";
import { arnOf, digest, generatedName, resourceType, withoutEffect } from "../resource-type.ts";
import type { Place } from "../resource-type.ts";

const secretArn = (place: Place, name: string): string =>
  `${arnOf("secretsmanager", "secret:")(place, name)}-${digest(place, 6)}`;

/**
 * Source: CloudFormation Template Reference, AWS::SecretsManager::Secret. It only hands an uploader's key to its clerk in
 * AWS; on one machine the key is in the endpoints file, and no service answers for the secret.
 */
export const secretType = resourceType({
  type: "AWS::SecretsManager::Secret",
  properties: z.strictObject({
    Name: z.string().optional(),
    SecretString: withoutEffect,
    Description: withoutEffect,
    KmsKeyId: withoutEffect,
    Tags: withoutEffect,
  }),
  nameProperty: "Name",
  defaultName: generatedName(64),
  ref: secretArn,
  attributes: { Id: secretArn },
});
