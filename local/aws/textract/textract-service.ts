import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod";
import { createEmbeddedEngine } from "../../../functions/ocr/embedded/embedded-engine.ts";
import { DocumentError } from "../../../shared/imaging/document-error.ts";
import { openDocument } from "../../../shared/imaging/open-document.ts";
import type { OcrResult } from "../../../shared/domain/ocr-result.ts";
import { AwsError, awsJsonHandler, operation } from "../../network/aws-json.ts";
import type { Authorize, Service } from "../../network/service.ts";
import { blocksOf } from "./blocks.ts";

const detectDocumentText = z.strictObject({
  Document: z.strictObject({ Bytes: z.base64().transform((text) => Buffer.from(text, "base64")) }),
});

const mediaTypeOf = (bytes: Buffer): string => (bytes[0] === 0x89 ? "image/png" : "image/jpeg");

const recognise = async (engine: ReturnType<typeof createEmbeddedEngine>, bytes: Buffer): Promise<OcrResult> => {
  const folder = await mkdtemp(path.join(tmpdir(), "textract-"));
  try {
    const file = path.join(folder, "page");
    await writeFile(file, bytes);
    const document = await openDocument({ path: file, mediaType: mediaTypeOf(bytes) });
    try {
      return await (await engine).recognise(await document.page(1));
    } finally {
      await document.close();
    }
  } catch (error) {
    if (error instanceof DocumentError)
      throw new AwsError("UnsupportedDocumentException", "Request has unsupported document format");
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/**
 * Amazon Textract's DetectDocumentText, answered by the embedded engine: the shape of its blocks is Textract's, what they
 * say is what our own engine reads. One page at a time.
 */
const textractService = (engine: () => ReturnType<typeof createEmbeddedEngine>, authorize: Authorize): Service => {
  let last: Promise<unknown> = Promise.resolve();
  return {
    handle: awsJsonHandler({
      targetPrefix: "Textract",
      version: "1.1",
      operations: {
        DetectDocumentText: operation(detectDocumentText, async ({ Document: { Bytes } }, caller) => {
          const decision = authorize(caller, "textract:DetectDocumentText", "*");
          if (!decision.allowed) throw new AwsError("AccessDeniedException", decision.reason);
          const turn = last.then(() => recognise(engine(), Bytes));
          last = turn.catch(() => undefined);
          return {
            DocumentMetadata: { Pages: 1 },
            Blocks: blocksOf(await turn),
            DetectDocumentTextModelVersion: "1.0",
          };
        }),
      },
    }),
    close: () => Promise.resolve(),
  };
};

/** Textract for regions whose app calls it; the engine is loaded when the first page comes. */
export const textractServices = (modelsDirectory: string) => {
  let engine: ReturnType<typeof createEmbeddedEngine> | undefined;
  const made = () => {
    // Its runtime otherwise reports to its maker; it decides that when the engine is first made (infra/ocr.ts says why).
    process.env["ORT_DISABLE_TELEMETRY"] = "1";
    return (engine ??= createEmbeddedEngine({ modelsDirectory }));
  };
  return ({ authorize }: { readonly authorize: Authorize }): Record<string, Service> => ({
    textract: textractService(made, authorize),
  });
};
