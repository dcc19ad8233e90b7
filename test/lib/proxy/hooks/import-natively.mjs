/** Imports as Node does: what test files import themselves goes through their runner, which knows no module hooks. */
export const importNatively = (url) => import(url);
