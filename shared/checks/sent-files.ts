import type { Evidence, SentFile, TestedPage } from "./evidence.ts";

type Matched = { readonly sent: SentFile; readonly received: TestedPage["file"] | undefined };

/** Each file of the hand-over list beside what came under its key. */
export function* batchOfSentFiles({ sent = [], pages }: Evidence): Generator<Matched> {
  const received = new Map(pages.map(({ arrival, file }) => [arrival.key, file]));
  for (const file of sent) yield { sent: file, received: received.get(file.key) };
}
