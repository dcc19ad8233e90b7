/** Lets a plain Node process run the TypeScript sources: their imports name the `.js` files they compile to. */
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    const isSource = context.parentURL?.endsWith(".ts") && /^\.{1,2}\/.*\.js$/u.test(specifier);
    return next(isSource ? specifier.replace(/\.js$/u, ".ts") : specifier, context);
  },
});
