import * as z from "zod";
import { recordKind, type RecordKind } from "../domain/record-kind.ts";
import builtIn from "./kinds.json" with { type: "json" };
import own from "./own-kinds.json" with { type: "json" };

/**
 * Kinds of 民生 records: those of `kinds.json`, and what a deployment adds in `own-kinds.json`, of which one with the id of
 * a built-in kind replaces it.
 * @throws ZodError when one of them is no kind: at build, since the tests read them, and when a function starts.
 */
export const recordKinds: readonly RecordKind[] = [
  ...new Map(
    [...z.array(recordKind).parse(builtIn), ...z.array(recordKind).parse(own)].map((kind) => [kind.id, kind]),
  ).values(),
];
