import { callName, type Begun, type Deliverable } from "./deliverable.ts";
import type { World } from "./world.ts";

/** How often something more is begun beside what is under way already. */
const besides = 0.3;
const mostAtOnce = 3;

/** Lets some of what is `open` happen; invocations that are picked together run side by side. */
export const takeStep = async (world: World, open: Deliverable[], ready: () => Deliverable[]): Promise<void> => {
  const { chance, trace, turns } = world;
  const begun: Begun[] = [];
  for (let left = open; left.length > 0 && begun.length < mostAtOnce; left = chance.hits(besides) ? ready() : []) {
    const picked = chance.pick(left);
    if (picked.kind === "move") {
      await picked.run();
      continue;
    }
    const invocation = picked.begin();
    if (invocation === undefined) continue;
    trace(`${invocation.label}${invocation.spared ? " (spared)" : ""}`);
    begun.push(invocation);
  }
  if (begun.length === 0) return;

  const ends = await turns.run(begun, chance, (call, at) => {
    const verdict = begun[at]?.spared === true ? ({ is: "through" } as const) : world.judge(call);
    if (verdict.is !== "through") trace(`  ${verdict.is}: ${callName(call)}`);
    return verdict;
  });
  for (const [at, invocation] of begun.entries()) {
    const end = ends[at] ?? "crashed";
    if (end === "crashed") trace(`  crashed: ${invocation.label}`);
    invocation.end(end);
  }
};
