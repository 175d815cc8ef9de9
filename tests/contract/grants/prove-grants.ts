import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Deployment } from "../../../infra/deployment.ts";
import type { FunctionName } from "../../../shared/contract/env.ts";
import { routes } from "../../../shared/contract/routes.ts";
import type { Grant } from "./grant.ts";
import { scenarios } from "./scenarios.ts";
import { deployedName, openStage, type Scenario, type Stage } from "./stage.ts";
import { openStandingCells, type Question, type StandingCells } from "./standing-cells.ts";

/** What the platform does in a function's name is looked at when the host starts. */
const start = "the start of the host";

/** What every function behind a route with sign-in does, whatever else it is for. */
const attempt = "notes what a vendor tries";
const isAsked = (name: FunctionName): boolean =>
  Object.values(routes).some((route) => route.signedIn && route.handler === name);
const isForVendors = (name: FunctionName): boolean =>
  Object.values(routes).some((route) => "vendors" in route && route.handler === name);

const attemptIsNoted = async ({ here, isRefused, unique }: Stage, name: FunctionName): Promise<void> => {
  const sub = `vendor-${unique()}`;
  await isRefused({ sub, roles: "[vendor]" }, isForVendors(name) ? 400 : 403);
  const { Items } = await here.documents.send(
    new QueryCommand({
      TableName: here.history,
      KeyConditionExpression: "archiveId = :archive",
      FilterExpression: "actor = :vendor",
      ExpressionAttributeValues: { ":archive": here.archiveId, ":vendor": sub },
    }),
  );
  expect(Items).toMatchObject([
    { type: "vendor-refused", why: isForVendors(name) ? "request-invalid" : "not-for-vendors" },
  ]);
};

const named = ({ action, resource, why }: Grant): string => `${action} on ${resource} (${why})`;

/** A path that ends for another reason, such as a connection that was closed, says nothing of the grant and is gone again. */
const tries = 3;

/** Whether the path is not gone to its end, and that for want of the grant: something was denied on the way. */
const failsFor = async (
  grant: Grant,
  path: () => Promise<void>,
  asked: (path: () => Promise<void>) => Promise<Question[]>,
): Promise<boolean> => {
  for (let left = tries; left > 0; left -= 1) {
    let failure: unknown;
    const questions = await asked(() =>
      path().catch((error: unknown) => {
        failure = error;
      }),
    );
    if (failure === undefined) return false;
    const denied = questions.filter(({ allowed }) => !allowed);
    if (denied.some(({ action }) => grant.by === "engine" || action === grant.action)) return true;
  }
  return false;
};

/**
 * The regions of a deployment differ by their names alone: the paths are gone again without each grant in the first, and
 * in the others the questions asked on the way are put again. `LANTAI_GRANTS=everywhere` goes again in all of them.
 */
const goesAgain = (deployment: Deployment, region: string): boolean =>
  region === deployment.regions[0] || process.env["LANTAI_GRANTS"] === "everywhere";

/**
 * Proves of every grant of every function of a deployment that it is needed: with all of them each path of the function's
 * scenario is gone to its end, and without any one of them some path is not: it is gone again without it, or a question that
 * was asked on it would have been answered no.
 */
export const proveGrants = async (deployment: Deployment): Promise<void> => {
  const cells = await openStandingCells(deployment);
  const proven = { grants: 0, functions: 0 };
  afterAll(async () => {
    await cells.close();
    console.info(`${deployment.name}: ${proven.grants} grants of ${proven.functions} functions, each proven needed`);
  });

  test.each(deployment.regions)("every function of %s has a scenario", (region) => {
    expect(scenarios.map((one) => deployedName(one.function)).sort()).toEqual(cells.functionNames(region).sort());
  });

  for (const region of deployment.regions)
    for (const scenario of scenarios)
      describe(`${scenario.function} in ${region}`, () =>
        proveFunction(cells, scenario, { region, again: goesAgain(deployment, region) }, proven));
};

const proveFunction = (
  cells: StandingCells,
  scenario: Scenario,
  { region, again }: { readonly region: string; readonly again: boolean },
  proven: { grants: number; functions: number },
): void => {
  const name = deployedName(scenario.function);
  const asked = new Map<string, Question[]>();
  let stage: Stage;
  const paths = (): [string, () => Promise<void>][] => [
    ...Object.entries(scenario.paths).map(([path, run]): [string, () => Promise<void>] => [path, () => run(stage)]),
    ...(isAsked(scenario.function)
      ? [[attempt, () => attemptIsNoted(stage, scenario.function)] as [string, () => Promise<void>]]
      : []),
    [
      start,
      async () => {
        await Promise.resolve();
        cells.checkRoles(region);
      },
    ],
  ];

  beforeAll(async () => {
    stage = openStage(cells, scenario, region);
    await stage.coldStart();
  });
  afterAll(() => stage.close());

  test("does all its work with what it is granted", async () => {
    for (const [path, run] of paths()) asked.set(path, await cells.questionsOf(name, region, run));
    proven.functions += 1;
  });

  test.each(cells.grantsOf(name, region).map((grant) => [named(grant), grant] as const))(
    "needs %s",
    async (_, grant) => {
      const turning = paths().filter(([path]) => cells.turnsOn(name, region, grant, asked.get(path) ?? []));
      const went: string[] = [];
      for (const [path, run] of turning) {
        if (!again) {
          proven.grants += 1;
          return;
        }
        const askedBy = (path: () => Promise<void>) => cells.questionsOf(name, region, path);
        if (await cells.withoutGrant(name, region, grant, () => failsFor(grant, run, askedBy))) {
          proven.grants += 1;
          return;
        }
        went.push(path);
      }
      expect.fail(went.length === 0 ? "no path asks for it" : `went on without it: ${went.join("; ")}`);
    },
  );
};
