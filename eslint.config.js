import tseslint from "typescript-eslint";

/** No type assertion (but `as const`), no `any`, no `!`: what is unknown is parsed. */
const noEscapes = {
  "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
  "@typescript-eslint/no-explicit-any": "error",
  "@typescript-eslint/no-non-null-assertion": "error",
};

/** Time, chance and environment are arguments of logic, never read inside it. */
const noAmbient = {
  "no-restricted-syntax": [
    "error",
    {
      selector: "MemberExpression[object.name='process'][property.name='env']",
      message: "Environment is parsed in shared/runtime.",
    },
    {
      selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
      message: "Time is an argument (shared/runtime/clock).",
    },
    {
      selector: "NewExpression[callee.name='Date'][arguments.length=0]",
      message: "Time is an argument (shared/runtime/clock).",
    },
    { selector: "CallExpression[callee.property.name='randomUUID']", message: "Chance is an argument." },
    {
      selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
      message: "Chance is an argument.",
    },
  ],
};

export default tseslint.config(
  { ignores: ["node_modules/**", "cdk.out/**", ".lantai/**", ".build/**", "**/*.js"] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      ...noEscapes,
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/consistent-type-imports": "error",
      // `const { left, out, ...rest } = it` says which parts are left out.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
    },
  },
  { files: ["functions/**/*.ts", "shared/domain/**/*.ts", "shared/contract/**/*.ts"], rules: noAmbient },
  {
    files: ["tests/**/*.ts", "bench/**/*.ts"],
    rules: {
      "@typescript-eslint/consistent-type-assertions": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
);
