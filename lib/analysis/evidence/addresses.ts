import ipaddr from 'ipaddr.js';

/** Global by its range, and yet answered from within: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16 */
const INTERNAL = new Set(['168.63.129.16']);
/** All that is handed out to the Internet: https://www.iana.org/assignments/ipv6-address-space */
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address is one of the public Internet: not private, loopback, link-local (where clouds keep their
 * metadata), of a carrier's NAT, multicast or reserved, and none that stands for another (IPv4-mapped, NAT64, 6to4,
 * Teredo).
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || INTERNAL.has(parsed.toString())) return false;
  return !(parsed instanceof ipaddr.IPv6) || parsed.match(GLOBAL_V6);
}
