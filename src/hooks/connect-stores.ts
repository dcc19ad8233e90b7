import type { Environment } from "../lib/config/environment.js";
import { requestOf, type StoreRef } from "../ui/state/store-ref.js";
import { bindServices, type Client, type ExplorerServices } from "./explorer-services.js";

/** The services of each store that is looked at, connected when it is first asked for something. */
export type StoreServices = (store: StoreRef) => ExplorerServices;

/** `first` is the store that the explorer was started with: its client is being made. */
export function connectStores(first: StoreRef, client: Promise<Client>, env: Environment): StoreServices {
  const connected = new Map([[first.id, bindServices(client)]]);
  return (store) => {
    const known = connected.get(store.id);
    if (known !== undefined) return known;
    const made = connect(store, env);
    // Whatever asks the store is told of a failure to connect; until something does, it must not count as unhandled.
    made.catch(() => undefined);
    const services = bindServices(made);
    connected.set(store.id, services);
    return services;
  };
}

async function connect({ flags }: StoreRef, env: Environment): Promise<Client> {
  const [{ resolveConnection }, { openStoreClient }] = await Promise.all([
    import("../lib/config/resolve-connection.js"),
    import("../lib/cli/open-store-client.js"),
  ]);
  return openStoreClient(await resolveConnection(requestOf(flags), env));
}
