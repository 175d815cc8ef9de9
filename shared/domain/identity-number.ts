/** 公民身份号码 (GB 11643-1999): 18 characters, or the 15 digits given out until 1999. */
const shape = /^(\d{17}[\dX]|\d{15})$/;
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkCharacters = "10X98765432";

const checkCharacter = (seventeen: string): string => {
  const sum = weights.reduce((total, weight, at) => total + weight * Number(seventeen[at]), 0);
  return checkCharacters[sum % 11] ?? "";
};

/** Half width, capital X, nothing between the digits; undefined for what has another shape. */
export const parseIdentityNumber = (given: string): string | undefined => {
  const text = given
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s\-]/g, "");
  return shape.test(text) ? text : undefined;
};

/**
 * The form under which numbers are compared: 15 digits become the 18 of the same person. A wrong check character is left
 * as it is, because the register says what it says.
 */
export const comparableIdentityNumber = (number: string): string => {
  if (number.length !== 15) return number;
  const seventeen = `${number.slice(0, 6)}19${number.slice(6)}`;
  return seventeen + checkCharacter(seventeen);
};

const maskedShape = /^(\d{6}\*{8}\d{3}[\dX]|\d{6}\*{6}\d{3})$/;

/** A number as people see it: from an export, which never holds more. Nobody is found by it. */
export const isMaskedIdentityNumber = (text: string): boolean => maskedShape.test(text);

/** As people see it: the place and the last digits, neither birth date nor the whole. */
export const maskIdentityNumber = (number: string): string => {
  const last = number.length === 15 ? 3 : 4;
  return `${number.slice(0, 6)}${"*".repeat(number.length - 6 - last)}${number.slice(-last)}`;
};
