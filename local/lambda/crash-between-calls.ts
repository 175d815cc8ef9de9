import { subscribe } from "node:diagnostics_channel";
import type { Crash } from "./invocation.ts";

/** Where Node tells of a call that is about to be made, and of one that was answered: by `node:http`, and by `fetch`. */
const channels = {
  before: ["http.client.request.created", "undici:request:create"],
  after: ["http.client.response.finish", "undici:request:headers"],
};

const die = (): void => {
  process.kill(process.pid, "SIGKILL");
};

/**
 * Makes this process die at one of its calls to AWS: nothing of the call has left yet (`before`), or it was done and
 * nothing of the answer has been looked at (`after`). @returns what makes it die at once.
 */
export const armCrash = ({ call, moment }: Crash): (() => void) => {
  let calls = 0;
  const count = (): void => {
    calls += 1;
    if (calls === call) die();
  };
  for (const channel of channels[moment]) subscribe(channel, count);
  return die;
};
