/** Where a gateway answers its own API; the name of an operation follows. No bucket can be named so. */
export const API_PATH = "/.s3kit/api/v1/";

/** What signatures of requests to the API are for. */
export const API_SERVICE = "s3kit";

/** An order is a document of a few lines; those that name a thousand users still fit. */
export const MAX_ORDER_BYTES = 256 * 1024;
