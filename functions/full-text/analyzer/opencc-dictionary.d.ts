/** OpenCC's character table, one entry per traditional character: `乾 干|亂 乱|…`. The package types only its converters. */
declare module "opencc-js/dict/TSCharacters" {
  const entries: string;
  export default entries;
}
