import * as z from "zod";
import { S3Failure } from "./failure.ts";
import { parseXml, type XmlContent } from "./xml.ts";

export type Tags = [key: string, value: string][];

const MAX_TAGS = 10;

/** Reads `x-amz-tagging`: `a=1&b=2`, form encoded. */
export const readTagHeader = (header: string): Tags => checked([...new URLSearchParams(header)]);

/** Reads the document of PutObjectTagging. */
export const readTagDocument = (text: string): Tags => {
  const document = parseXml(text, "Tagging", tagging);
  return checked((document.TagSet.Tag ?? []).map((tag) => [tag.Key, tag.Value]));
};

export const tagSet = (tags: Tags): XmlContent => ({ TagSet: { Tag: tags.map(([Key, Value]) => ({ Key, Value })) } });

const tagging = z.object({
  TagSet: z.preprocess(
    (given) => (typeof given === "string" ? {} : given),
    z.object({ Tag: z.array(z.object({ Key: z.string(), Value: z.string() })).optional() }),
  ),
});

const checked = (tags: Tags): Tags => {
  if (tags.length > MAX_TAGS) throw new S3Failure("BadRequest", `Object tags cannot be greater than ${MAX_TAGS}`);
  if (new Set(tags.map(([key]) => key)).size < tags.length) {
    throw new S3Failure("InvalidTag", "Cannot provide multiple Tags with the same key");
  }
  for (const [key, value] of tags) {
    if (key.length < 1 || key.length > 128)
      throw new S3Failure("InvalidTag", "The TagKey you have provided is invalid");
    if (value.length > 256) throw new S3Failure("InvalidTag", "The TagValue you have provided is invalid");
  }
  return tags;
};
