import { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Deployment } from "../deployment.ts";

/** Outside China: archives whose records no export rule binds, with Textract as a second engine for Latin script. */
export const globalDeployment: Deployment = {
  name: "global",
  partition: "aws",
  regions: ["eu-west-1", "eu-central-1"],
  allowedRegions: ["eu-west-1", "eu-central-1"],
  archives: {
    "900100": {
      name: { zh: "北岬县档案馆", en: "North Cape County Archives" },
      securityOfficers: ["security-900100@lantai.example"],
      home: "eu-west-1",
      replicas: ["eu-central-1"],
      languages: ["en"],
    },
    "900200": {
      name: { zh: "河湾市档案馆", en: "Riverbend City Archives" },
      securityOfficers: ["security-900200@lantai.example"],
      home: "eu-central-1",
      replicas: ["eu-west-1"],
      languages: ["zh", "en"],
    },
  },
  issuer: "https://sign-in.lantai.example.org",
  portalOrigin: "*",
  ocrEngines: ["embedded", "textract"],
  search: "serverless",
  malware: { kind: "guardduty" },
  architecture: "arm64",
  objectLock: { mode: "GOVERNANCE", years: 10 },
  logRetentionDays: RetentionDays.ONE_YEAR,
};
