/** Source: Lambda Developer Guide, "Lambda quotas". Sizes in bytes. */

export const LARGEST_SYNCHRONOUS_REQUEST = 6 * 1024 * 1024;
export const LARGEST_ASYNCHRONOUS_REQUEST = 1024 * 1024;
/** A little more than a request may have, as the service's own message says. */
export const LARGEST_RESPONSE = 6_291_556;
/** Of all environment variables together, measured as JSON. */
export const LARGEST_ENVIRONMENT = 4 * 1024;
/** A function's module has this long to load before its first invocation. */
export const INIT_TIMEOUT_MS = 10_000;
