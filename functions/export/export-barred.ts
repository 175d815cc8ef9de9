import type { ExportFailure } from "../../shared/domain/export-failure.ts";

/** What was asked for is not exported, for a reason that trying again does not change. */
export class ExportBarred extends Error {
  readonly failure: ExportFailure;
  /** The page whose file is wrong, where that is the reason. */
  readonly page: { readonly archivalCode: string; readonly page: number } | undefined;

  constructor(failure: ExportFailure, page?: { readonly archivalCode: string; readonly page: number }) {
    super(failure.code);
    this.name = "ExportBarred";
    this.failure = failure;
    this.page = page;
  }
}
