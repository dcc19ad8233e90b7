import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Addresses that share their first bits. */
export interface IpNetwork {
  readonly family: "ipv4" | "ipv6";
  readonly address: string;
  readonly prefixLength: number;
}

/** Read `203.0.113.0/24`, `2001:db8::/32` or a single address; undefined for anything else. */
export function parseNetwork(text: string): IpNetwork | undefined {
  const [address = "", length, ...rest] = text.split("/");
  const family = familyOf(address);
  if (family === undefined || rest.length > 0) return undefined;
  const longest = family === "ipv4" ? 32 : 128;
  if (length === undefined) return { family, address, prefixLength: longest };
  if (!/^[0-9]{1,3}$/.test(length) || Number(length) > longest) return undefined;
  return { family, address, prefixLength: Number(length) };
}

/** IPv4 addresses in IPv6 clothing (`::ffff:…`) are taken for what they are. */
export function isInNetwork(address: string, network: IpNetwork): boolean {
  const plain =
    address.toLowerCase().startsWith("::ffff:") && isIPv4(address.slice(7)) ? address.slice(7) : address;
  const family = familyOf(plain);
  if (family !== network.family) return false;
  const list = new BlockList();
  list.addSubnet(network.address, network.prefixLength, network.family);
  return list.check(plain, family);
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  if (isIPv4(address)) return "ipv4";
  return isIPv6(address) ? "ipv6" : undefined;
}
