import { AsyncLocalStorage } from "node:async_hooks";
import type { WireAnswer } from "./in-process-request.ts";
import type { Call, Line } from "./region-clients.ts";
import type { Chance } from "./seeded-chance.ts";

/** What becomes of a call whose turn it is: it goes through; is answered otherwise; its answer is lost; or its caller dies. */
export type Verdict =
  | { readonly is: "through" | "answer-lost" | "unreachable" | "crash-before" | "crash-after" }
  | { readonly is: "answered"; readonly answer: WireAnswer };

/** Pieces of work that share one fate: when the invocation crashes, nothing more of any of them is done. */
export type Invocation<T> = { readonly tasks: readonly (() => Promise<T>)[] };
export type InvocationEnd<T> = "crashed" | PromiseSettledResult<T>[];

type Waiting = {
  readonly call: Call;
  readonly resolve: (answer: WireAnswer) => void;
  readonly reject: (error: Error) => void;
};
type Task = { readonly invocation: number; readonly waiting: Waiting[]; done: boolean };

const networkError = (message: string): Error => Object.assign(new Error(message), { code: "ECONNRESET" });
const nextRound = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Lets invocations run side by side and yet always the same way: each of their calls waits until every task under way waits
 * for one or has ended; then chance picks whose turn it is.
 */
export const openTurns = (through: Line) => {
  const current = new AsyncLocalStorage<Task>();
  const crashed = new Set<number>();
  let tasks: Task[] = [];
  let count = 0;
  let stirred = (): void => undefined;

  /** Calls that belong to no invocation (the client's, the observer's) go through at once. */
  const line: Line = (call) => {
    const task = current.getStore();
    if (task === undefined) return through(call);
    return new Promise((resolve, reject) => {
      // What belongs to an invocation that crashed is never done, and never answered.
      if (crashed.has(task.invocation)) return;
      task.waiting.push({ call, resolve, reject });
      stirred();
    });
  };

  const settled = async (): Promise<void> => {
    await nextRound();
    while (tasks.some(({ done, waiting }) => !done && waiting.length === 0)) {
      await new Promise<void>((resolve) => (stirred = resolve));
      await nextRound();
    }
  };

  const take = async ({ call, resolve, reject }: Waiting, verdict: Verdict): Promise<"crash" | undefined> => {
    switch (verdict.is) {
      case "crash-before":
        return "crash";
      case "unreachable":
        reject(networkError("the other side cannot be reached"));
        return undefined;
      case "answered":
        resolve(verdict.answer);
        return undefined;
      case "answer-lost":
        await through(call);
        reject(networkError("the answer was lost"));
        return undefined;
      case "crash-after":
        await through(call);
        return "crash";
      case "through":
        resolve(await through(call));
        return undefined;
    }
  };

  /** Runs invocations to their ends. `judge` is asked of every call when its turn has come; `at` says of which invocation. */
  const run = async <T>(
    invocations: readonly Invocation<T>[],
    chance: Chance,
    judge: (call: Call, at: number) => Verdict,
  ): Promise<InvocationEnd<T>[]> => {
    const first = count;
    count += invocations.length;
    const started = invocations.map(({ tasks: works }, at) =>
      works.map((work) => {
        const task: Task = { invocation: first + at, waiting: [], done: false };
        const ended = current.run(task, work).finally(() => {
          task.done = true;
          stirred();
        });
        return { task, settled: Promise.allSettled([ended]) };
      }),
    );
    tasks = started.flat().map(({ task }) => task);
    for (;;) {
      await settled();
      const open = tasks.flatMap((task) => task.waiting.map((waiting) => ({ task, waiting })));
      if (open.length === 0) break;
      const { task, waiting } = chance.pick(open);
      task.waiting.splice(task.waiting.indexOf(waiting), 1);
      const end = await take(waiting, judge(waiting.call, task.invocation - first));
      if (end === undefined) continue;
      crashed.add(task.invocation);
      tasks = tasks.filter(({ invocation }) => invocation !== task.invocation);
    }
    return Promise.all(
      started.map(async (pieces, at): Promise<InvocationEnd<T>> =>
        crashed.has(first + at) ? "crashed" : (await Promise.all(pieces.map(({ settled: end }) => end))).flat(),
      ),
    );
  };

  return { line, run };
};
export type Turns = ReturnType<typeof openTurns>;
