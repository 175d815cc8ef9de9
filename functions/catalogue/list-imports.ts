import type * as z from "zod";
import type { importsAnswer } from "../../shared/contract/catalogue-routes.ts";
import type { CatalogueImport } from "../../shared/domain/catalogue-import.ts";
import type { Language } from "../../shared/domain/sentence.ts";
import { explainTableFault } from "../../shared/domain/table-fault.ts";
import { mayRead, type Viewer } from "../../shared/domain/viewer.ts";
import type { CatalogueStore } from "../../shared/storage/catalogue-store.ts";
import { batchNotFound } from "./not-found.ts";

type Answer = z.input<typeof importsAnswer>;
type Question = { readonly archiveId: string; readonly batchId: string; readonly language: Language };

/** Imports that one answer lists. */
const importsListed = 100;

const importOf = (of: CatalogueImport, language: Language): Answer["imports"][number] => {
  const { importId, key, versionId, state, receivedAt, endedAt, row, counts, fault } = of;
  return {
    ...{ importId, key, versionId, state, receivedAt, endedAt, row, counts },
    fault:
      fault === undefined
        ? undefined
        : { code: fault.code, row: fault.row, detail: explainTableFault(fault)[language] },
  };
};

/** How the catalogues of a batch were taken, or are being taken. */
export const listImports =
  ({ catalogues }: { readonly catalogues: CatalogueStore }) =>
  async ({ archiveId, batchId, language }: Question, viewer: Viewer): Promise<Answer> => {
    if (!mayRead(viewer, archiveId)) throw batchNotFound();
    const imports = await catalogues.imports(archiveId, batchId, importsListed);
    return { archiveId, batchId, imports: imports.map((of) => importOf(of, language)) };
  };
