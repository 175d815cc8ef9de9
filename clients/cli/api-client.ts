import type { peopleQuestion } from "../../shared/contract/people.ts";
import type * as z from "zod";
import type { CheckStage } from "../../shared/contract/checks.ts";
import type { decideDestructionQuestion, draftDestructionQuestion } from "../../shared/contract/destruction-routes.ts";
import type { freezeQuestion } from "../../shared/contract/freeze-routes.ts";
import type { QueueName } from "../../shared/contract/names.ts";
import type { askExportQuestion } from "../../shared/contract/export-routes.ts";
import type { quarantineQuery, quarantineQuestion } from "../../shared/contract/quarantine.ts";
import { problem } from "../../shared/contract/problem.ts";
import {
  type amendQuestion,
  type decisionQuestion,
  type openQuestion,
} from "../../shared/contract/accession-routes.ts";
import { routes } from "../../shared/contract/routes.ts";
import type { decideScheduleQuestion, draftScheduleQuestion } from "../../shared/contract/retention-routes.ts";
import type { permitQuestion, VendorStep } from "../../shared/contract/vendor.ts";
import type { Language } from "../../shared/domain/sentence.ts";
import { CliFailure, reasonOf } from "./cli-failure.ts";
import { withPatience } from "./retry.ts";
import type { Patience } from "./retry.ts";
import { exitCode } from "./world.ts";

/** An answer of the service that is no success. `code` is the problem's, or empty when it sent none. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.name = "ApiProblem";
    this.status = status;
    this.code = code;
  }
}

/** What `GET /v1/search` takes; years of the record, inclusive. */
export type SearchQuestion = {
  readonly q: string;
  readonly archive: string | undefined;
  readonly kind: string | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly limit: number;
};

/** What a call gives to the path, the query and the body of its route. */
type Call = {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
};
type Operation<A extends z.ZodType> = { readonly method: string; readonly path: string; readonly answer: A };

export type ApiSettings = {
  /** Root of one region's API. */
  readonly api: string;
  readonly region: string;
  readonly language: Language;
  /** An access token; `renew` when the last one was refused. */
  readonly token: (renew: boolean) => Promise<string>;
  readonly patience: Patience;
};

/** The service waits at most 30 s for its functions. */
const answerWithinMilliseconds = 35_000;

const addressOf = (api: string, path: string, call: Call): URL => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(call.path?.[name] ?? ""));
  const url = new URL(api.replace(/\/$/, "") + filled);
  for (const [name, value] of Object.entries(call.query ?? {}))
    if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
};

const problemOf = (status: number, text: string): ApiProblem => {
  try {
    const { code, detail } = problem.parse(JSON.parse(text));
    return new ApiProblem(status, code, detail);
  } catch {
    return new ApiProblem(status, "", text.slice(0, 300));
  }
};

/** No connection, an overloaded service, a fault of the moment: worth another try. */
const isPassing = (error: unknown): boolean =>
  error instanceof ApiProblem ? error.status === 429 || error.status >= 500 : !(error instanceof CliFailure);

/**
 * The HTTP API of one region. Every answer is parsed by the route's own schema.
 *
 * @throws ApiProblem for a refusal; CliFailure (unreachable) when nobody answers after all attempts, or when what
 * answers does not speak the contract.
 */
export const apiClient = ({ api, region, language, token, patience }: ApiSettings) => {
  const send = async <A extends z.ZodType>(route: Operation<A>, call: Call, renew: boolean): Promise<z.output<A>> => {
    const headers = {
      authorization: `Bearer ${await token(renew)}`,
      "accept-language": language,
      ...(call.body !== undefined && { "content-type": "application/json" }),
    };
    const response = await fetch(addressOf(api, route.path, call), {
      method: route.method,
      headers,
      signal: AbortSignal.any([patience.signal, AbortSignal.timeout(answerWithinMilliseconds)]),
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    });
    const text = await response.text();
    if (!response.ok) throw problemOf(response.status, text);
    try {
      return route.answer.parse(JSON.parse(text));
    } catch {
      throw new CliFailure(exitCode.unreachable, "answerUnreadable", { url: response.url });
    }
  };

  const ask = async <A extends z.ZodType>(route: Operation<A>, call: Call): Promise<z.output<A>> => {
    let renew = false;
    try {
      return await withPatience(patience, isPassing, async () => {
        try {
          return await send(route, call, renew);
        } catch (error) {
          if (renew || !(error instanceof ApiProblem) || error.status !== 401) throw error;
          renew = true;
          return await send(route, call, true);
        }
      });
    } catch (error) {
      if (error instanceof ApiProblem || error instanceof CliFailure) throw error;
      throw new CliFailure(exitCode.unreachable, "regionUnreachable", { region, url: api, reason: reasonOf(error) });
    }
  };

  return {
    search: (query: SearchQuestion) => ask(routes.search, { query }),
    getItem: (archiveId: string, archivalCode: string) => ask(routes.getItem, { path: { archiveId, archivalCode } }),
    getBatch: (archiveId: string, batchId: string, cursor?: string) =>
      ask(routes.getBatch, { path: { archiveId, batchId }, query: { cursor } }),
    draftSchedule: (archiveId: string, body: z.input<typeof draftScheduleQuestion>) =>
      ask(routes.draftSchedule, { path: { archiveId }, body }),
    decideSchedule: (archiveId: string, body: z.input<typeof decideScheduleQuestion>) =>
      ask(routes.decideSchedule, { path: { archiveId }, body }),
    listSchedules: (archiveId: string, cursor: string | undefined) =>
      ask(routes.listSchedules, { path: { archiveId }, query: { cursor } }),
    listDue: (archiveId: string, before: string, cursor: string | undefined) =>
      ask(routes.listDue, { path: { archiveId }, query: { before, cursor } }),
    draftDestruction: (archiveId: string, body: z.input<typeof draftDestructionQuestion>) =>
      ask(routes.draftDestruction, { path: { archiveId }, body }),
    decideDestruction: (archiveId: string, listId: string, body: z.input<typeof decideDestructionQuestion>) =>
      ask(routes.decideDestruction, { path: { archiveId, listId }, body }),
    getDestruction: (archiveId: string, listId: string, cursor: string | undefined) =>
      ask(routes.getDestruction, { path: { archiveId, listId }, query: { cursor } }),
    getCertificate: (archiveId: string, listId: string) => ask(routes.getCertificate, { path: { archiveId, listId } }),
    freezeItems: (archiveId: string, body: z.input<typeof freezeQuestion>) =>
      ask(routes.freezeItems, { path: { archiveId }, body }),
    listFrozen: (archiveId: string, cursor: string | undefined) =>
      ask(routes.listFrozen, { path: { archiveId }, query: { cursor } }),
    openBatch: (archiveId: string, batchId: string, body: z.input<typeof openQuestion>) =>
      ask(routes.openBatch, { path: { archiveId, batchId }, body }),
    listQuarantine: (query: z.input<typeof quarantineQuery>) => ask(routes.listQuarantine, { query }),
    decideQuarantine: (archiveId: string, batchId: string, body: z.input<typeof quarantineQuestion>) =>
      ask(routes.decideQuarantine, { path: { archiveId, batchId }, body }),
    decideBatch: (archiveId: string, batchId: string, body: z.input<typeof decisionQuestion>) =>
      ask(routes.decideBatch, { path: { archiveId, batchId }, body }),
    amendBatch: (archiveId: string, batchId: string, body: z.input<typeof amendQuestion>) =>
      ask(routes.amendBatch, { path: { archiveId, batchId }, body }),
    compareSets: (archiveId: string, batchId: string) =>
      ask(routes.getBatch, { path: { archiveId, batchId }, query: { double: "yes" } }),
    arrangeVendor: (archiveId: string, batchId: string, body: VendorStep) =>
      ask(routes.arrangeVendor, { path: { archiveId, batchId }, body }),
    permitUploads: (archiveId: string, batchId: string, body: z.input<typeof permitQuestion>) =>
      ask(routes.permitUploads, { path: { archiveId, batchId }, body }),
    listImports: (archiveId: string, batchId: string) => ask(routes.listImports, { path: { archiveId, batchId } }),
    listFaults: (archiveId: string, batchId: string, importId: string, cursor: string | undefined) =>
      ask(routes.listFaults, { path: { archiveId, batchId, importId }, query: { cursor } }),
    findPeople: (archiveId: string, body: z.input<typeof peopleQuestion>) =>
      ask(routes.findPeople, { path: { archiveId }, body }),
    getTemplate: (query: { readonly format?: string | undefined; readonly kind?: string | undefined }) =>
      ask(routes.getTemplate, { query }),
    getReceipt: (archiveId: string, batchId: string) => ask(routes.getReceipt, { path: { archiveId, batchId } }),
    listKeys: (archiveId: string) => ask(routes.listKeys, { path: { archiveId } }),
    askExport: (archiveId: string, body: z.input<typeof askExportQuestion>) =>
      ask(routes.askExport, { path: { archiveId }, body }),
    getExport: (archiveId: string, exportId: string) => ask(routes.getExport, { path: { archiveId, exportId } }),
    getReport: (archiveId: string, batchId: string, stage: CheckStage = "transfer") =>
      ask(routes.getReport, { path: { archiveId, batchId }, query: { stage } }),
    askPreservationTest: (archiveId: string, batchId: string, reason: string) =>
      ask(routes.askPreservationTest, { path: { archiveId, batchId }, body: { reason } }),
    listPreservationTests: (archiveId: string, cursor: string | undefined) =>
      ask(routes.listPreservationTests, { path: { archiveId }, query: { cursor } }),
    /** At most 1,000 objects. */
    listMissing: (archiveId: string, batchId: string, objects: readonly { key: string; sha256: string }[]) =>
      ask(routes.listMissing, { path: { archiveId, batchId }, body: { objects } }),
    getRecheck: () => ask(routes.getRecheck, {}),
    startRecheck: () => ask(routes.startRecheck, { body: {} }),
    listParked: () => ask(routes.listParked, {}),
    redriveParked: (queue: QueueName | undefined) => ask(routes.redriveParked, { body: { queue } }),
  };
};
export type ApiClient = ReturnType<typeof apiClient>;
