import type { Endpoints } from "../endpoints-file.ts";

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (mark) => `&#${mark.codePointAt(0) ?? 0};`);

const rows = (cells: readonly (readonly string[])[]): string =>
  cells.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`).join("");

const style = `
  :root { color-scheme: light dark; font: 15px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  h1 { font-size: 1.4rem } h2 { font-size: 1.05rem; margin-top: 2rem }
  table { border-collapse: collapse; width: 100% }
  td, th { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
  code { font-size: .92em }
`;

/** Where everything is on this machine, in Chinese and English. Keys and tokens are not on it. */
export const landingPage = ({ regions, archives, users, issuer }: Endpoints): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>兰台 Lantai</title><style>${style}</style></head><body>
<h1>兰台 Lantai</h1>
<p>以下区域正在本机运行。 <span lang="en">These regions are running on this machine.</span></p>
<h2>区域 <span lang="en">Regions</span></h2>
<table><tr><th>区域 Region</th><th>接口 API</th><th>S3</th><th>接收桶 Intake bucket</th></tr>${rows(
  Object.entries(regions).map(([region, { api, s3, buckets }]) => [
    `<code>${escaped(region)}</code>`,
    `<a href="${escaped(api)}/openapi.json">${escaped(api)}</a>`,
    `<code>${escaped(s3)}</code>`,
    `<code>${escaped(buckets.intake ?? "")}</code>`,
  ]),
)}</table>
<h2>档案馆 <span lang="en">Archives</span></h2>
<table><tr><th>代码 Code</th><th>名称 Name</th><th>主区域 Home</th><th>副本区域 Replicas</th></tr>${rows(
  archives.map(({ id, name, homeRegion, replicaRegions }) => [
    `<code>${escaped(id)}</code>`,
    `${escaped(name.zh)} <span lang="en">${escaped(name.en)}</span>`,
    escaped(homeRegion),
    escaped(replicaRegions.join(", ")),
  ]),
)}</table>
<h2>试一试 <span lang="en">Try</span></h2>
<pre><code>npx lantai search 结婚
npx lantai deposit FOLDER --archive ${escaped(archives[0]?.id ?? "440100")}
npx lantai status --archive ${escaped(archives[0]?.id ?? "440100")}
npx lantai token --as ${escaped(users[0]?.username ?? "")}</code></pre>
<p>登录服务 <span lang="en">Sign-in service</span>: <code>${escaped(issuer)}</code></p>
</body></html>
`;
