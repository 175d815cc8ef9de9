/** Imports go one way (docs/architecture.md, "The tree"). */
const rule = (name, from, notTo, extra = {}) => ({
  name,
  severity: "error",
  from: { path: from, ...extra },
  to: { path: notTo },
});
const own = "^(infra|functions|shared|events|local|clients|tests|bench)/";

module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "contract-imports-only-zod",
      severity: "error",
      from: { path: "^shared/contract/" },
      to: { pathNot: "^(shared/contract/|node_modules/zod/)" },
    },
    {
      name: "domain-imports-contract",
      severity: "error",
      from: { path: "^shared/domain/" },
      to: { path: own, pathNot: "^shared/(domain|contract)/" },
    },
    {
      name: "checks-are-rules",
      severity: "error",
      from: { path: "^shared/checks/" },
      to: { pathNot: "^(shared/(checks|domain|contract)/|node_modules/zod/)" },
    },
    {
      name: "events-import-domain",
      severity: "error",
      from: { path: "^events/" },
      to: { path: own, pathNot: "^(events/|shared/(domain|contract)/)" },
    },
    {
      name: "bagit-imports-domain",
      severity: "error",
      from: { path: "^shared/bagit/" },
      to: { path: own, pathNot: "^shared/(bagit|domain|contract)/" },
    },
    {
      name: "storage-and-runtime-import-domain",
      severity: "error",
      from: { path: "^shared/(storage|runtime|imaging|signing|premis)/" },
      to: { path: own, pathNot: "^(shared/|events/)" },
    },
    {
      name: "catalogue-imports-domain",
      severity: "error",
      from: { path: "^shared/catalogue/" },
      to: { path: own, pathNot: "^shared/(catalogue|domain|contract)/" },
    },
    rule("shared-never-imports-functions", "^shared/", "^(functions|infra|local|clients)/"),
    {
      name: "what-verifies-can-neither-sign-nor-read",
      severity: "error",
      from: { path: "^shared/verification/" },
      to: {
        path: "^(shared|functions|infra|local|clients|events|node_modules/@aws-sdk)/",
        pathNot: "^shared/(contract|domain|verification)/",
      },
    },
    {
      name: "a-function-imports-shared-events-itself",
      severity: "error",
      from: { path: "^functions/([^/]+)/" },
      to: { path: own, pathNot: "^(shared/|events/|functions/$1/)" },
    },
    {
      name: "infra-imports-contract",
      severity: "error",
      from: { path: "^infra/" },
      to: { path: own, pathNot: "^(infra/|shared/contract/)" },
    },
    {
      name: "local-reads-the-synthesized-app-only",
      severity: "error",
      from: { path: "^local/", pathNot: "^local/aws/textract/" },
      to: { path: own, pathNot: "^(local/|shared/(contract|domain)/)" },
    },
    // Textract itself is not to be had on one machine: its stand-in is answered by our own engine.
    {
      name: "local-textract-reads-with-our-engine",
      severity: "error",
      from: { path: "^local/aws/textract/" },
      to: { path: own, pathNot: "^(local/|functions/ocr/embedded/|shared/(domain|imaging)/)" },
    },
    {
      name: "clients-talk-http",
      severity: "error",
      from: { path: "^clients/" },
      to: { path: own, pathNot: "^(clients/|shared/(bagit|catalogue|contract|domain|verification)/)" },
    },
    {
      name: "middy-only-in-runtime",
      severity: "error",
      from: { path: own, pathNot: "^(shared/runtime|tests)/" },
      to: { path: "node_modules/@middy/" },
    },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)cdk\\.out/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
