declare module "undici/lib/dispatcher/pool.js" {
  import type { Pool as WholePool } from "undici";

  /** Without `request`, `stream` and the like, which only loading the whole of undici adds. */
  type Pool = Pick<WholePool, "close" | "closed" | "destroy" | "destroyed" | "dispatch">;
  const Pool: new (url: string | URL, options?: WholePool.Options) => Pool;
  export default Pool;
}
