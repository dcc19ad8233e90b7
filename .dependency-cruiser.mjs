/**
 * Who may import whom. A room imports from floors below its own, never from its own floor or above; each rule's
 * comment tells the offender what to do. `docs/architecture.md` explains the floors.
 */
const FLOORS = [
  ["commands", "ui", "hooks"],
  ["lib/cli"],
  ["lib/proxy", "lib/dataset"],
  ["lib/transfer", "lib/object", "lib/bucket", "lib/demo", "lib/presign", "lib/cors", "lib/policy", "lib/sts"],
  ["lib/gateway", "lib/grants"],
  ["lib/workspace"],
  ["lib/s3"],
  ["lib/store", "lib/key-ring", "lib/config"],
  ["lib/wire", "lib/crypto", "lib/access", "lib/document", "lib/errors"],
];

/** Pairs on one floor that belong together; every other import between neighbours is refused. */
const NEIGHBOURS = [
  { from: "^src/ui/", to: "^src/hooks/" },
  { from: "^src/hooks/", to: "^src/ui/(state|text)/" },
  { from: "^src/commands/", to: "^src/ui/" },
  { from: "^src/lib/(wire|crypto|access|document)/", to: "^src/lib/errors/" },
];

const room = (name) => `^src/${name}/`;
const anyOf = (names) => `^src/(${names.join("|")})/`;

function floorRules() {
  return FLOORS.flatMap((rooms, floor) => {
    const notBelow = FLOORS.slice(0, floor + 1).flat();
    return rooms.map((name) => ({
      name: `${name.replace("lib/", "")}-imports-from-below`,
      comment:
        `src/${name} may import only from lower floors. Move what you need down, take it as an argument, ` +
        `or let the floor above put the two together.`,
      severity: "error",
      from: { path: room(name) },
      to: {
        path: anyOf(notBelow),
        pathNot: [room(name), ...NEIGHBOURS.filter(({ from }) => matches(from, name)).map(({ to }) => to)],
      },
    }));
  });
}

const matches = (pattern, name) => new RegExp(pattern).test(`src/${name}/`);

const RULES = [
  {
    name: "no-cycles",
    comment: "Two files that import each other are one idea or three: merge them, or extract what both need.",
    severity: "error",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "commands-and-ui-without-sdk",
    comment: "Commands and the explorer call services of src/lib; only those speak to the AWS SDK.",
    severity: "error",
    from: { path: "^src/(commands|ui|hooks)/" },
    to: { path: "node_modules/(@aws-sdk|@smithy|undici)/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "servers-by-their-front-door",
    comment: "Commands and the explorer start servers through src/lib/store/*.ts, not through what is inside.",
    severity: "error",
    from: { path: "^src/(commands|ui|hooks)/" },
    to: { path: "^src/lib/(store/[^/]+/|proxy/stages/|wire/)" },
  },
  {
    name: "services-without-shell",
    comment: "Services return values; only src/lib/cli, src/commands, src/ui and src/hooks know oclif, Ink or React.",
    severity: "error",
    from: { path: "^src/lib/(?!cli/)" },
    to: { path: "node_modules/(@oclif|oclif|ink|react)/" },
  },
  {
    name: "cli-without-ink",
    comment: "The command base is loaded by every command: Ink and React belong to src/ui.",
    severity: "error",
    from: { path: "^src/(commands|lib/cli)/" },
    to: { path: "node_modules/(ink|react)/" },
  },
  {
    name: "ui-loaded-lazily",
    comment: "Load the explorer with `await import()` inside run(): no other command should pay for Ink.",
    severity: "error",
    from: { path: "^src/(commands|lib)/" },
    to: { path: "^src/(ui|hooks)/", dependencyTypesNot: ["dynamic-import", "type-only"] },
  },
  {
    name: "heavy-things-loaded-lazily",
    comment: "Load the SDK, SQLite and the transfer connections with `await import()`: commands must start fast.",
    severity: "error",
    from: { path: "^src/commands/" },
    to: {
      path: "^src/lib/(store|transfer|object|bucket|presign|cors|policy|s3)/",
      pathNot: "^src/lib/s3/uri\\.ts$",
      dependencyTypesNot: ["dynamic-import", "type-only"],
    },
  },
  {
    name: "library-without-shell",
    comment: "src/index.ts is the library: it offers services of src/lib, and loads neither oclif nor Ink.",
    severity: "error",
    from: { path: "^src/index\\.ts$" },
    to: { pathNot: "^src/lib/(?!cli/|demo/)" },
  },
  {
    name: "library-for-others-only",
    comment: "src/index.ts is for other packages: import the module that you need itself.",
    severity: "error",
    from: { path: "^src/" },
    to: { path: "^src/index\\.ts$" },
  },
  {
    name: "crypto-stands-alone",
    comment: "src/lib/crypto uses node:crypto, node:zlib and streams alone, so that it can be audited by itself.",
    severity: "error",
    from: { path: "^src/lib/crypto/" },
    to: { pathNot: ["^src/lib/(crypto|errors)/", "^(node:)?(crypto|zlib|stream|stream/promises|buffer|util)$"] },
  },
  {
    name: "runtime-without-dev-dependencies",
    comment: "What src imports at run time must be in `dependencies`: the package is installed without the others.",
    severity: "error",
    from: { path: "^(src|bin)/" },
    to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
  },
  {
    name: "nothing-unresolved",
    comment: "The import resolves to nothing: wrong path, or a package that is not installed.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true },
  },
];

export default {
  forbidden: [...floorRules(), ...RULES],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "types", "default"] },
    exclude: { path: "^dist/" },
  },
};
