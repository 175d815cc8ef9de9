import * as z from "zod";
import { TemplateError } from "./template-error.ts";

/** What the names in one stack's template stand for. Each is asked only when a value needs it. */
export type Scope = {
  /** A parameter's value, a pseudo parameter's, or a resource's reference; NO_VALUE for `AWS::NoValue`. */
  readonly ref: (name: string) => unknown;
  readonly attribute: (logicalId: string, attribute: string) => unknown;
  readonly condition: (name: string) => unknown;
  readonly mapping: (map: string, top: string, second: string) => unknown;
  readonly importValue: (name: string) => unknown;
  readonly availabilityZones: (region: string) => readonly string[];
  /** How messages name the place, for instance `stack Records`. */
  readonly place: string;
};

/** Stands where `AWS::NoValue` was: the property or list entry is left out. */
export const NO_VALUE: unique symbol = Symbol("AWS::NoValue");

/**
 * A template value with every intrinsic function replaced by what it stands for.
 *
 * @throws TemplateError naming an intrinsic function or a name the host does not know.
 * Source: AWS CloudFormation User Guide, "Intrinsic function reference".
 */
export const resolve = (value: unknown, scope: Scope): unknown => {
  if (Array.isArray(value)) return value.map((entry) => resolve(entry, scope)).filter((entry) => entry !== NO_VALUE);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && isIntrinsic(only[0])) return call(only[0], only[1], scope);
  return Object.fromEntries(
    entries.map(([key, entry]) => [key, resolve(entry, scope)] as const).filter(([, entry]) => entry !== NO_VALUE),
  );
};

/** `true` or `false` for a condition's definition (`Fn::Equals`, `Fn::And`, `Fn::Or`, `Fn::Not`, `Condition`). */
export const evaluateCondition = (definition: unknown, scope: Scope): boolean => {
  const answer = resolve(definition, scope);
  if (typeof answer === "boolean") return answer;
  if (answer === "true" || answer === "false") return answer === "true";
  throw new TemplateError(`A condition of ${scope.place} is neither true nor false: ${JSON.stringify(definition)}`);
};

const isIntrinsic = (key: string): boolean => key === "Ref" || key === "Condition" || key.startsWith("Fn::");

const pair = z.tuple([z.unknown(), z.unknown()]);

const call = (name: string, argument: unknown, scope: Scope): unknown => {
  const malformed = (): never => {
    throw new TemplateError(`${name} of ${scope.place} has a form the host does not know: ${JSON.stringify(argument)}`);
  };
  const text = (value: unknown): string => {
    const resolved = resolve(value, scope);
    if (typeof resolved === "string") return resolved;
    return typeof resolved === "number" || typeof resolved === "boolean" ? String(resolved) : malformed();
  };
  const list = (value: unknown): unknown[] => {
    const resolved = resolve(value, scope);
    return Array.isArray(resolved) ? resolved : malformed();
  };
  const two = (): readonly [unknown, unknown] => pair.safeParse(argument).data ?? malformed();

  switch (name) {
    case "Ref":
      return scope.ref(text(argument));
    case "Condition":
      // A policy statement has a key of the same name, whose value is an object: that one is plain data.
      return typeof argument === "string" ? scope.condition(argument) : { Condition: resolve(argument, scope) };
    case "Fn::GetAtt": {
      const [logicalId, attribute] = splitAttribute(
        Array.isArray(argument) ? argument.map(text).join(".") : text(argument),
      );
      return scope.attribute(logicalId, attribute);
    }
    case "Fn::Join": {
      const [separator, parts] = two();
      return list(parts).map(text).join(text(separator));
    }
    case "Fn::Select": {
      const [index, from] = two();
      const chosen = list(from)[Number(text(index))];
      return chosen === undefined ? malformed() : chosen;
    }
    case "Fn::Split": {
      const [separator, whole] = two();
      return text(whole).split(text(separator));
    }
    case "Fn::Sub": {
      const [pattern, names] = Array.isArray(argument) ? two() : [argument, {}];
      return substitute(text(pattern), z.record(z.string(), z.unknown()).parse(names), scope, text);
    }
    case "Fn::If": {
      const [condition, yes, no] =
        z.tuple([z.string(), z.unknown(), z.unknown()]).safeParse(argument).data ?? malformed();
      return resolve(scope.condition(condition) === true ? yes : no, scope);
    }
    case "Fn::Equals": {
      const [left, right] = two();
      return JSON.stringify(resolve(left, scope)) === JSON.stringify(resolve(right, scope));
    }
    case "Fn::And":
      return conditionList(argument, malformed).every((part) => evaluateCondition(part, scope));
    case "Fn::Or":
      return conditionList(argument, malformed).some((part) => evaluateCondition(part, scope));
    case "Fn::Not": {
      const [part] = conditionList(argument, malformed);
      return !evaluateCondition(part, scope);
    }
    case "Fn::FindInMap": {
      const [map, top, second] = list(argument).map(text);
      return map === undefined || top === undefined || second === undefined
        ? malformed()
        : scope.mapping(map, top, second);
    }
    case "Fn::ImportValue":
      return scope.importValue(text(argument));
    case "Fn::Base64":
      return Buffer.from(text(argument)).toString("base64");
    case "Fn::GetAZs":
      return [...scope.availabilityZones(text(argument))];
    default:
      throw new TemplateError(
        `Lantai's one-machine host does not know the intrinsic function ${name} of ${scope.place}`,
      );
  }
};

const conditionList = (argument: unknown, malformed: () => never): unknown[] =>
  Array.isArray(argument) && argument.length > 0 ? argument : malformed();

const splitAttribute = (path: string): [string, string] => {
  const dot = path.indexOf(".");
  return [path.slice(0, dot), path.slice(dot + 1)];
};

/** `${!Literal}` stays `${Literal}`; `${Name}` and `${Name.Attribute}` are replaced. */
const substitute = (
  pattern: string,
  names: Readonly<Record<string, unknown>>,
  scope: Scope,
  text: (value: unknown) => string,
): string =>
  pattern.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal !== "") return `\${${name}}`;
    if (name in names) return text(names[name]);
    return name.includes(".") ? text(scope.attribute(...splitAttribute(name))) : text(scope.ref(name));
  });
