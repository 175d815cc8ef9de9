import { AwsError } from "../../network/aws-json.ts";

/**
 * DynamoDB's numbers: up to 38 significant digits, magnitudes from 1E-130 to 9.99…E+125, exact.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */

/** ±d.ddd × 10^exponent. `digits` has neither leading nor trailing zeros and is empty for zero. */
export type Decimal = { readonly negative: boolean; readonly digits: string; readonly exponent: number };

const maximumDigits = 38;
const smallestExponent = -130;
const largestExponent = 125;

const zero: Decimal = { negative: false, digits: "", exponent: 0 };

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;

/** Reads a number as it travels on the wire. Throws ValidationException when it is none or out of bounds. */
export const parseDecimal = (text: string): Decimal => {
  const match = pattern.exec(text);
  const whole = match?.[2] ?? "";
  const fraction = match?.[3] ?? "";
  if (match === null || whole + fraction === "") {
    throw new AwsError("ValidationException", `The parameter cannot be converted to a numeric value: ${text}`);
  }
  return bounded(match[1] === "-", whole + fraction, whole.length - 1 + Number(match[4] ?? "0"));
};

/** `digits` may have zeros at both ends; `exponent` belongs to its first digit. */
const bounded = (negative: boolean, digits: string, exponent: number): Decimal => {
  const leadingZeros = /^0*/.exec(digits)?.[0].length ?? 0;
  const significant = digits.slice(leadingZeros).replace(/0+$/, "");
  if (significant === "") {
    return zero;
  }
  const first = exponent - leadingZeros;
  if (significant.length > maximumDigits) {
    throw new AwsError("ValidationException", "Attempting to store more than 38 significant digits in a Number");
  }
  if (first > largestExponent) {
    const range = "Number overflow. Attempting to store a number with magnitude larger than supported range";
    throw new AwsError("ValidationException", range);
  }
  if (first < smallestExponent) {
    const range = "Number underflow. Attempting to store a number with magnitude smaller than supported range";
    throw new AwsError("ValidationException", range);
  }
  return { negative, digits: significant, exponent: first };
};

/** The one spelling under which a number is stored and returned: no exponent, no superfluous zero. */
export const formatDecimal = ({ negative, digits, exponent }: Decimal): string => {
  if (digits === "") {
    return "0";
  }
  const sign = negative ? "-" : "";
  if (exponent < 0) {
    return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  }
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const fraction = digits.slice(exponent + 1);
  return fraction === "" ? sign + whole : `${sign}${whole}.${fraction}`;
};

/** Exact sum; throws ValidationException when the result needs more than 38 digits or leaves the range. */
export const addDecimals = (a: Decimal, b: Decimal): Decimal => {
  const scale = Math.min(lastExponent(a), lastExponent(b));
  const sum = scaled(a, scale) + scaled(b, scale);
  const digits = (sum < 0n ? -sum : sum).toString();
  return bounded(sum < 0n, digits, scale + digits.length - 1);
};

export const negateDecimal = (a: Decimal): Decimal => (a.digits === "" ? a : { ...a, negative: !a.negative });

const lastExponent = ({ digits, exponent }: Decimal): number => exponent - Math.max(digits.length - 1, 0);

const scaled = (a: Decimal, scale: number): bigint => {
  const magnitude = BigInt(a.digits === "" ? "0" : a.digits) * 10n ** BigInt(lastExponent(a) - scale);
  return a.negative ? -magnitude : magnitude;
};

/**
 * Bytes whose unsigned lexicographic order is the numeric order: a sign byte, the exponent in one byte (there are 256
 * of them), then two digits a byte. For negative numbers everything after the sign is complemented, and a closing
 * 0xFF makes the number with fewer digits the greater one.
 */
export const orderedBytes = ({ negative, digits, exponent }: Decimal): Buffer => {
  if (digits === "") {
    return Buffer.from([1]);
  }
  const bytes = [exponent - smallestExponent];
  for (let i = 0; i < digits.length; i += 2) {
    bytes.push(Number(digits.slice(i, i + 2).padEnd(2, "0")) + 1);
  }
  return negative ? Buffer.from([0, ...bytes.map((byte) => 0xff - byte), 0xff]) : Buffer.from([2, ...bytes]);
};

/** Bytes a number counts in an item's size: about one for two digits, and one. */
export const decimalSize = ({ negative, digits }: Decimal): number =>
  Math.ceil(digits.length / 2) + 1 + (negative ? 1 : 0);
