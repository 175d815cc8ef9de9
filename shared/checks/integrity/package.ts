import { failed, type Check } from "../check.ts";
import { remembered } from "../clauses.ts";
import { withoutPackage } from "../without-package.ts";

/** 信息包完整性: every file that a package's manifests name is in it. */
export const packageComplete: Check = {
  id: "integrity.package",
  property: "integrity",
  stages: ["transfer"],
  clause: remembered("信息包完整性检测", "packages are complete"),
  idle: withoutPackage,
  *run({ packages }) {
    for (const { name, missing } of packages)
      for (const path of missing) yield failed("package-lacks", { facts: { package: name, path } });
  },
};
