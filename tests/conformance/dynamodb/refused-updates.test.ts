import { beforeAll, describe, expect, it } from "vitest";
import { onEachTarget } from "./targets.ts";
import { createThings, key, placeholdersOf, putThing, table, thing } from "./thing.ts";

const refused: readonly (readonly [update: string, message: string])[] = [
  ["SET a = num + :n + :n", 'Invalid UpdateExpression: Syntax error; token: "+", near: ":n + :n"'],
  ["SET a = str + :n", "An operand in the update expression has an incorrect data type"],
  [
    "SET a = num + :s",
    "Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: +, operand type: S",
  ],
  ["SET a = nope + :n", "The provided expression refers to an attribute that does not exist in the item"],
  ["SET a = nope", "The provided expression refers to an attribute that does not exist in the item"],
  [
    "SET a = if_not_exists(nope, nope2)",
    "The provided expression refers to an attribute that does not exist in the item",
  ],
  [
    "SET a = if_not_exists(:s, :s)",
    "Invalid UpdateExpression: Operator or function requires a document path; operator or function: if_not_exists",
  ],
  [
    "SET a = if_not_exists(nope)",
    "Invalid UpdateExpression: Incorrect number of operands for operator or function; operator or function: if_not_exists, number of operands: 1",
  ],
  ["SET a = list_append(nope, :l)", "The provided expression refers to an attribute that does not exist in the item"],
  ["SET a = list_append(str, :l)", "An operand in the update expression has an incorrect data type"],
  [
    "SET a = list_append(:s, :l)",
    "Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: list_append, operand type: S",
  ],
  [
    "SET a = list_append(list_append(lst, :l), :l)",
    "Invalid UpdateExpression: The function is not allowed to be used this way in an expression; function: list_append",
  ],
  [
    "SET a = list_append(lst)",
    "Invalid UpdateExpression: Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1",
  ],
  [
    "SET a = list_append(lst, :l) + :n",
    "Invalid UpdateExpression: The function is not allowed to be used this way in an expression; function: list_append",
  ],
  ["SET nope.x = :s", "The document path provided in the update expression is invalid for update"],
  ["SET str.x = :s", "The document path provided in the update expression is invalid for update"],
  ["SET lst.x = :s", "The document path provided in the update expression is invalid for update"],
  ["SET doc[0] = :s", "The document path provided in the update expression is invalid for update"],
  ["SET lst[0].y = :s", "The document path provided in the update expression is invalid for update"],
  ["REMOVE nope.x", "The document path provided in the update expression is invalid for update"],
  ["REMOVE str.x", "The document path provided in the update expression is invalid for update"],
  ["REMOVE lst[0].x", "The document path provided in the update expression is invalid for update"],
  ["REMOVE nope.x.y", "The document path provided in the update expression is invalid for update"],
  ["REMOVE doc.nope.y", "The document path provided in the update expression is invalid for update"],
  ["REMOVE doc[0]", "The document path provided in the update expression is invalid for update"],
  ["REMOVE lst.x", "The document path provided in the update expression is invalid for update"],
  ["ADD str :n", "An operand in the update expression has an incorrect data type"],
  ["ADD num :ss", "An operand in the update expression has an incorrect data type"],
  ["ADD ss :ns", "An operand in the update expression has an incorrect data type"],
  [
    "ADD num :s",
    "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND",
  ],
  [
    "ADD lst :l",
    "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: LIST, typeSet: ALLOWED_FOR_ADD_OPERAND",
  ],
  ["ADD doc.x :n", "An operand in the update expression has an incorrect data type"],
  ["ADD lst[0] :n", "An operand in the update expression has an incorrect data type"],
  ["ADD num num", 'Invalid UpdateExpression: Syntax error; token: "num", near: "num num"'],
  ["ADD nope.x :n", "The document path provided in the update expression is invalid for update"],
  ["ADD nul :n", "An operand in the update expression has an incorrect data type"],
  ["DELETE ss :ns", "An operand in the update expression has an incorrect data type"],
  [
    "DELETE num :n",
    "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND",
  ],
  ["DELETE str :ss", "An operand in the update expression has an incorrect data type"],
  [
    "DELETE ss :a",
    "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE, operand type: STRING, typeSet: ALLOWED_FOR_DELETE_OPERAND",
  ],
  ["DELETE doc.x :ss", "An operand in the update expression has an incorrect data type"],
  ["DELETE nope.x :ss", "The document path provided in the update expression is invalid for update"],
  ["DELETE ss nope", 'Invalid UpdateExpression: Syntax error; token: "nope", near: "ss nope"'],
  [
    "SET a = :s SET b = :n",
    'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;',
  ],
  [
    "SET a = :s, a = :n",
    "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]",
  ],
  [
    "SET a = :s REMOVE a",
    "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]",
  ],
  [
    "SET doc.x = :s REMOVE doc",
    "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [doc, x], path two: [doc]",
  ],
  [
    "SET doc.x = :s, doc.#x = :n",
    "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [doc, x], path two: [doc, x]",
  ],
  [
    "SET a.b = :s, a[0] = :s",
    "Invalid UpdateExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]",
  ],
  [
    "SET lst[0] = :s REMOVE lst[0]",
    "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [lst, [0]], path two: [lst, [0]]",
  ],
  ["SET", 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "SET"'],
  ["SET a", 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "a"'],
  ["SET a =", 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "="'],
  ["SET a = :s,", 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: ","'],
  ["SET = :s", 'Invalid UpdateExpression: Syntax error; token: "=", near: "SET = :s"'],
  ["a = :s", 'Invalid UpdateExpression: Syntax error; token: "a", near: "a ="'],
  ["UPDATE a = :s", 'Invalid UpdateExpression: Syntax error; token: "UPDATE", near: "UPDATE a"'],
  [
    "SET a = :undefined",
    "Invalid UpdateExpression: An expression attribute value used in expression is not defined; attribute value: :undefined",
  ],
  ["SET status = :s", "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: status"],
  ["SET a :s", 'Invalid UpdateExpression: Syntax error; token: ":s", near: "a :s"'],
  ["REMOVE", 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "REMOVE"'],
  ["REMOVE a,", 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: ","'],
  ["REMOVE :s", 'Invalid UpdateExpression: Syntax error; token: ":s", near: "REMOVE :s"'],
  ["ADD a", 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "a"'],
  ["ADD a, b", 'Invalid UpdateExpression: Syntax error; token: ",", near: "a, b"'],
  ["DELETE a", 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "a"'],
  [
    "SET p = :s",
    "One or more parameter values were invalid: Cannot update attribute p. This attribute is part of the key",
  ],
  [
    "SET s = :n",
    "One or more parameter values were invalid: Cannot update attribute s. This attribute is part of the key",
  ],
  [
    "REMOVE s",
    "One or more parameter values were invalid: Cannot update attribute s. This attribute is part of the key",
  ],
  [
    "ADD s :n",
    "One or more parameter values were invalid: Cannot update attribute s. This attribute is part of the key",
  ],
  [
    "SET p.x = :s",
    "One or more parameter values were invalid: Cannot update attribute p. This attribute is part of the key",
  ],
  [
    "SET s[0] = :n",
    "One or more parameter values were invalid: Cannot update attribute s. This attribute is part of the key",
  ],
  [
    "SET a = size(str)",
    "Invalid UpdateExpression: The function is not allowed in an update expression; function: size",
  ],
  [
    "SET a = attribute_exists(str)",
    "Invalid UpdateExpression: The function is not allowed in an update expression; function: attribute_exists",
  ],
  ["SET a = foo(str)", "Invalid UpdateExpression: Invalid function name; function: foo"],
  ["SET a = :s :n", 'Invalid UpdateExpression: Syntax error; token: ":n", near: ":s :n"'],
  ["SET a = :s +", 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "+"'],
  ["SET a = (:s", 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: ":s"'],
  ["SET a = :n * :n", 'Invalid UpdateExpression: Syntax error; token: "*", near: ":n * :n"'],
  [
    "SET a = begins_with(str, :s)",
    "Invalid UpdateExpression: The function is not allowed in an update expression; function: begins_with",
  ],
  ["SET size(a) = :n", 'Invalid UpdateExpression: Syntax error; token: "(", near: "size(a"'],
  ["SET a = :n + :n2 - :n", 'Invalid UpdateExpression: Syntax error; token: "-", near: ":n2 - :n"'],
  ["SET a = -:n", 'Invalid UpdateExpression: Syntax error; token: "-", near: "= -:n"'],
  ["SET a = 5", 'Invalid UpdateExpression: Syntax error; token: "5", near: "= 5"'],
  ["SET a = lst[9]", "The provided expression refers to an attribute that does not exist in the item"],
  ["SET a = str.x", "The provided expression refers to an attribute that does not exist in the item"],
  [
    "SET g = :e",
    "One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.",
  ],
  [
    "SET a = list_append(nope, nope2)",
    "The provided expression refers to an attribute that does not exist in the item",
  ],
  ["SET a = num + ss", "An operand in the update expression has an incorrect data type"],
  [
    "SET #p = :s",
    "One or more parameter values were invalid: Cannot update attribute p. This attribute is part of the key",
  ],
  [
    "ADD num :n SET num = :n",
    "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [num], path two: [num]",
  ],
  [
    "DELETE ss :ss ADD ss :ss",
    "Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [ss], path two: [ss]",
  ],
  [
    "SET a = list_append(:l, :n)",
    "Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: list_append, operand type: N",
  ],
  [
    "SET a = :l + :n",
    "Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: +, operand type: L",
  ],
  [
    "SET a = num + :ss",
    "Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: +, operand type: SS",
  ],
  ["SET x.y.z = :s", "The document path provided in the update expression is invalid for update"],
  ["SET doc.deep.q.r = :s", "The document path provided in the update expression is invalid for update"],
  ["SET lst[1].z = :s", "The document path provided in the update expression is invalid for update"],
  ["SET lst[9].z = :s", "The document path provided in the update expression is invalid for update"],
  [
    "SET a = list_append(if_not_exists(zz, :l), list_append(:l, :l))",
    "Invalid UpdateExpression: The function is not allowed to be used this way in an expression; function: list_append",
  ],
  [
    "SET a = if_not_exists(nope, list_append(:l, :l))",
    "Invalid UpdateExpression: The function is not allowed to be used this way in an expression; function: list_append",
  ],
  ["SET SET = :n", 'Invalid UpdateExpression: Syntax error; token: "SET", near: "SET SET ="'],
  ["SET a = ((:n))", "Invalid UpdateExpression: The expression has redundant parentheses;"],
  ["SET a = :n + (:n + :n)", 'Invalid UpdateExpression: Syntax error; token: "+", near: ":n + :n"'],
  ["SET a = (:n + :n) + :n", 'Invalid UpdateExpression: Syntax error; token: "+", near: ") + :n"'],
  ["SET status = foo(a)", "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: status"],
  [
    "DELETE bs :bs, ss :a",
    "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: DELETE, operand type: STRING, typeSet: ALLOWED_FOR_DELETE_OPERAND",
  ],
];

onEachTarget((ask) => {
  beforeAll(async () => {
    await createThings(ask);
    await putThing(ask);
  });

  describe("an update is refused and changes nothing", () => {
    it.each(refused)("%s", async (update, message) => {
      const answer = await ask("UpdateItem", {
        TableName: table,
        Key: key,
        UpdateExpression: update,
        ...placeholdersOf(update),
      });
      expect(answer).toEqual({ error: "ValidationException", message });
      expect(await ask("GetItem", { TableName: table, Key: key })).toEqual({ Item: thing });
    });
  });
});
