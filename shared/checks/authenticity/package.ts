import { failed, type Check } from "../check.ts";
import { fourProperty } from "../clauses.ts";
import { withoutPackage } from "../without-package.ts";

/** 信息包规范性: a package's folders and description files are as its format (BagIt, RFC 8493) wants them. */
export const packageStructure: Check = {
  id: "authenticity.package",
  property: "authenticity",
  stages: ["transfer"],
  clause: fourProperty("信息包组织结构和说明文件规范性检测", "package structure and description files conform"),
  idle: withoutPackage,
  *run({ packages }) {
    for (const { name, structure } of packages)
      for (const { rule, path } of structure)
        yield failed("package-malformed", { facts: { package: name, rule, path } });
  },
};
