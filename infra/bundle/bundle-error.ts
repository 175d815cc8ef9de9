/** The functions cannot be built; `message` says which and why. */
export class BundleError extends Error {
  override readonly name = "BundleError";
}
