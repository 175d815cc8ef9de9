import fc from "fast-check";

/** Expressions over few names and few values, so that they often fit what is stored. */

export type Value = Readonly<Record<string, unknown>>;

/** Text in which every `?` stands for the next of the values. */
type Piece = { readonly text: string; readonly values: readonly Value[] };

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -1, max: 3 }).map((number) => ({ N: String(number) })),
  fc.constantFrom("", "a", "ab", "b").map((text) => ({ S: text })),
  fc.constantFrom({ BOOL: true }, { BOOL: false }, { NULL: true }, { B: "AQ==" }, { B: "AQI=" }),
);

const set: fc.Arbitrary<Value> = fc.oneof(
  fc.subarray(["a", "ab", "b"], { minLength: 1 }).map((members) => ({ SS: members })),
  fc.subarray(["0", "1", "2"], { minLength: 1 }).map((members) => ({ NS: members })),
);

const list = fc.array(scalar, { maxLength: 3 }).map((members): Value => ({ L: members }));
const map = fc.dictionary(fc.constantFrom("x", "y"), scalar).map((members): Value => ({ M: { ...members } }));

export const value: fc.Arbitrary<Value> = fc.oneof({ arbitrary: scalar, weight: 4 }, set, list, map);

/** The attributes beside the keys. */
export const attributes = fc.record(
  {
    a: scalar,
    b: scalar,
    li: list,
    doc: map,
    st: set,
    g: fc.constantFrom({ S: "g1" }, { S: "g2" }),
    h: fc.integer({ min: 0, max: 2 }).map((number) => ({ N: String(number) })),
  },
  { requiredKeys: [] },
);

const path = fc.constantFrom("a", "b", "li", "doc", "st", "doc.x", "doc.y", "li[0]", "li[1]", "g", "h", "a.x", "nope");

const plain = (text: string): Piece => ({ text, values: [] });

/** Pieces put into a template at its `$`. */
const fill = (template: string, pieces: readonly Piece[]): Piece => {
  const texts = pieces.map(({ text }) => text);
  return { text: template.replace(/\$/g, () => texts.shift() ?? ""), values: pieces.flatMap(({ values }) => values) };
};

const literal = value.map((given): Piece => ({ text: "?", values: [given] }));
const ordered = fc
  .oneof(
    fc.integer({ min: -1, max: 3 }).map((number): Value => ({ N: String(number) })),
    fc.constantFrom("a", "ab", "b").map((text): Value => ({ S: text })),
  )
  .map((given): Piece => ({ text: "?", values: [given] }));
const aPath = path.map(plain);

const simple: fc.Arbitrary<Piece> = fc.oneof(
  fc.tuple(fc.constantFrom("$ = $", "$ <> $"), aPath, literal).map(([text, ...pieces]) => fill(text, pieces)),
  fc
    .tuple(fc.constantFrom("$ < $", "$ <= $", "$ > $", "$ >= $"), aPath, ordered)
    .map(([text, ...pieces]) => fill(text, pieces)),
  fc.tuple(aPath, ordered, aPath).map((pieces) => fill("$ BETWEEN $ AND $", pieces)),
  fc.tuple(aPath, literal, literal).map((pieces) => fill("$ IN ($, $)", pieces)),
  fc
    .tuple(fc.constantFrom("attribute_exists($)", "attribute_not_exists($)"), aPath)
    .map(([text, one]) => fill(text, [one])),
  fc
    .tuple(aPath, fc.constantFrom("S", "N", "L", "M", "SS", "BOOL"))
    .map(([one, type]): Piece => ({ text: `attribute_type(${one.text}, ?)`, values: [{ S: type }] })),
  fc
    .tuple(aPath, fc.constantFrom("", "a", "b"))
    .map(([one, prefix]): Piece => ({ text: `begins_with(${one.text}, ?)`, values: [{ S: prefix }] })),
  fc.tuple(aPath, literal).map((pieces) => fill("contains($, $)", pieces)),
  fc.tuple(aPath, ordered).map((pieces) => fill("size($) >= $", pieces)),
);

const { condition } = fc.letrec<{ condition: Piece }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2 },
    simple,
    fc.tuple(tie("condition"), tie("condition")).map((pieces) => fill("$ AND $", pieces)),
    fc.tuple(tie("condition"), tie("condition")).map((pieces) => fill("$ OR $", pieces)),
    tie("condition").map((one) => fill("NOT $", [one])),
  ),
}));

const number = fc.integer({ min: -1, max: 3 }).map((given): Piece => ({ text: "?", values: [{ N: String(given) }] }));

const operand: fc.Arbitrary<Piece> = fc.oneof(
  literal,
  aPath,
  fc.tuple(aPath, literal).map((pieces) => fill("if_not_exists($, $)", pieces)),
  fc.tuple(aPath, number).map((pieces) => fill("$ + $", pieces)),
  fc.tuple(aPath, number).map((pieces) => fill("$ - $", pieces)),
  fc
    .tuple(
      aPath,
      list.map((given): Piece => ({ text: "?", values: [given] })),
    )
    .map((pieces) => fill("list_append($, $)", pieces)),
);

/** Index keys are left to puts: DynamoDB Local words their refusal in another way. */
const target = fc
  .constantFrom("a", "b", "li", "doc", "st", "doc.x", "doc.y", "li[0]", "li[1]", "li[5]", "a.x", "nope", "nope.x")
  .map(plain);

const addable = fc
  .oneof(
    fc.integer({ min: -1, max: 2 }).map((number): Value => ({ N: String(number) })),
    set,
  )
  .map((given): Piece => ({ text: "?", values: [given] }));

const clauses = fc.tuple(
  fc.option(fc.array(fc.tuple(target, operand), { minLength: 1, maxLength: 2 })),
  fc.option(fc.array(fc.oneof(target, fc.constantFrom("g", "h").map(plain)), { minLength: 1, maxLength: 2 })),
  fc.option(fc.tuple(target, addable)),
  fc.option(
    fc.tuple(
      target,
      set.map((given): Piece => ({ text: "?", values: [given] })),
    ),
  ),
);

const joined = (pieces: readonly Piece[]): Piece => fill(pieces.map(() => "$").join(", "), pieces);

/** Two faults in one expression are told in an order of their own; paths that clash are told of elsewhere. */
const clash = (targets: readonly Piece[]): boolean =>
  targets.some((one, i) => targets.some((two, j) => i !== j && two.text.startsWith(one.text)));

const update = clauses
  .filter(
    ([sets, removes, add, remove]) =>
      !clash([
        ...(sets ?? []).map(([place]) => place),
        ...(removes ?? []),
        ...(add ?? []).slice(0, 1),
        ...(remove ?? []).slice(0, 1),
      ]),
  )
  .map(([sets, removes, add, remove]) => [
    ...(sets === null ? [] : [fill("SET $", [joined(sets.map((pair) => fill("$ = $", pair)))])]),
    ...(removes === null ? [] : [fill("REMOVE $", [joined(removes)])]),
    ...(add === null ? [] : [fill("ADD $ $", add)]),
    ...(remove === null ? [] : [fill("DELETE $ $", remove)]),
  ])
  .filter((parts) => parts.length > 0)
  .map((parts) => fill(parts.map(() => "$").join(" "), parts));

/** Parameters with their values under placeholders of their own. */
const rendered = (pieces: Readonly<Record<string, Piece | null>>): Readonly<Record<string, unknown>> => {
  const values: Value[] = [];
  const texts: Record<string, string> = {};
  for (const [parameter, piece] of Object.entries(pieces)) {
    if (piece === null) continue;
    const mine = [...piece.values];
    texts[parameter] = piece.text.replace(/\?/g, () => `:v${values.push(mine.shift() ?? {}) - 1}`);
  }
  const named = Object.fromEntries(values.map((given, i) => [`:v${i}`, given]));
  return { ...texts, ...(values.length === 0 ? {} : { ExpressionAttributeValues: named }) };
};

export const conditional = fc.option(condition).map((piece) => rendered({ ConditionExpression: piece }));

export const surelyConditional = condition.map((piece) => rendered({ ConditionExpression: piece }));

export const filtered = fc.option(condition).map((piece) => rendered({ FilterExpression: piece }));

export const conditionalUpdate = fc
  .tuple(update, fc.option(condition))
  .map(([change, piece]) => rendered({ UpdateExpression: change, ConditionExpression: piece }));
