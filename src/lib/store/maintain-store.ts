/**
 * What can be done to a store that nobody serves. This is the way in for commands, which do not look inside the store.
 */
export { checkStore } from "./recovery/check-store.js";
export { exportObjects } from "./recovery/export-objects.js";
