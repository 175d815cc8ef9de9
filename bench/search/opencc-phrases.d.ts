/** OpenCC's phrases of simplified Chinese, one entry each: `一元复始 一元復始|…`. The package types only its converters. */
declare module "opencc-js/dict/STPhrases" {
  const entries: string;
  export default entries;
}
