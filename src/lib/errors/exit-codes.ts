/**
 * What the process's exit status tells a script. Part of the stable surface: a changed number is a breaking change.
 */
export const EXIT = {
  ok: 0,
  other: 1,
  usage: 2,
  partial: 3,
  notFound: 4,
  denied: 5,
  conflict: 6,
  network: 7,
  configuration: 8,
  bug: 10,
  integrity: 11,
  unsupported: 12,
  confirmation: 13,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
