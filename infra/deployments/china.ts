import { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Deployment } from "../deployment.ts";

/**
 * The default: mainland China, two regions, three fictional archives. `640100` lives in the west and is copied to the east,
 * so that neither region is special.
 */
export const chinaDeployment: Deployment = {
  name: "china",
  partition: "aws-cn",
  regions: ["cn-north-1", "cn-northwest-1"],
  allowedRegions: ["cn-north-1", "cn-northwest-1"],
  archives: {
    "440100": {
      name: { zh: "云山市档案馆", en: "Yunshan Municipal Archives" },
      securityOfficers: ["security-440100@lantai.example"],
      home: "cn-north-1",
      replicas: ["cn-northwest-1"],
      languages: ["zh"],
    },
    "310200": {
      name: { zh: "沪江区档案馆", en: "Hujiang District Archives" },
      securityOfficers: ["security-310200@lantai.example"],
      home: "cn-north-1",
      replicas: ["cn-northwest-1"],
      languages: ["zh"],
    },
    "640100": {
      name: { zh: "塞上市档案馆", en: "Saishang Municipal Archives" },
      securityOfficers: ["security-640100@lantai.example"],
      home: "cn-northwest-1",
      replicas: ["cn-north-1"],
      languages: ["zh"],
    },
  },
  issuer: "https://sign-in.lantai.example.cn",
  portalOrigin: "*",
  ocrEngines: ["embedded"],
  search: "domain",
  // GuardDuty's Malware Protection is not counted on here; without an address of a clamd nothing is scanned, and reports say so.
  malware: { kind: "clamav" },
  architecture: "arm64",
  // Ten years is the shortest 保管期限 of DA/T 13-2022 (D10); a longer one extends the lock when it becomes known.
  objectLock: { mode: "GOVERNANCE", years: 10 },
  logRetentionDays: RetentionDays.ONE_YEAR,
};
