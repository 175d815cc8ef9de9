import type * as z from "zod";
import { csvTemplate, xlsxTemplate } from "../../shared/catalogue/template.ts";
import type { templateAnswer, templateQuery } from "../../shared/contract/catalogue-routes.ts";
import { kindNamed, type RecordKind } from "../../shared/domain/record-kind.ts";
import type { Language } from "../../shared/domain/sentence.ts";
import { CallerError } from "../../shared/runtime/errors.ts";

const mediaTypes = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;

const wantedKind = (kinds: readonly RecordKind[], named: string | undefined): RecordKind | undefined => {
  if (named === undefined) return undefined;
  const kind = kindNamed(kinds, named);
  if (kind !== undefined) return kind;
  const known = kinds.map(({ name, id }) => `${name.zh} (${id})`).join("、");
  throw new CallerError("request-invalid", {
    zh: `没有登记过档案种类“${named}”。已登记：${known}。`,
    en: `No kind of record is registered as "${named}". There are: ${known}.`,
  });
};

/** A catalogue to fill in. @throws CallerError `request-invalid` for a kind that is not registered. */
export const getTemplate =
  ({ kinds }: { readonly kinds: readonly RecordKind[] }) =>
  async (
    { format, kind: named }: z.output<typeof templateQuery>,
    language: Language,
  ): Promise<z.input<typeof templateAnswer>> => {
    const kind = wantedKind(kinds, named);
    const bytes = format === "csv" ? csvTemplate(kind, language) : await xlsxTemplate(kind, language);
    return {
      fileName: `catalogue${kind === undefined ? "" : `-${kind.id}`}.${format}`,
      mediaType: mediaTypes[format],
      base64: bytes.toString("base64"),
    };
  };
