// The floors of docs/architecture.md: capabilities → doors → access → platform; inside a floor the order written there. Each rule says what to do.

const CAPABILITIES = ['activity', 'settings', 'outbox', 'policies', 'users', 'two-factor', 'roles', 'invitations', 'registration', 'auth', 'server'];
const COMPOSITION_ROOTS = '^src/(main|app|app\\.module|cli|collections)\\.ts$';
const SPEC = '\\.spec\\.ts$';
const capabilities = (names) => `^src/(${names.join('|')})/`;

/** What a room may import of ours; everything else of `src/` is forbidden. */
function onlyFrom(name, comment, from, allowed) {
  return { name, comment, severity: 'error', from: { path: from, pathNot: SPEC }, to: { path: '^src/', pathNot: [...allowed, '^src/generated/'] } };
}

/** A capability may use those that come before it, and only their services, changes, forms, mails and modules. */
const capabilityOrder = CAPABILITIES.slice(0, -1).map((name, index) => ({
  name: `capability-order-${name}`,
  comment: `${name} comes before them in the order of capabilities. Let the later one call the earlier one, or declare a port here and fill it there.`,
  severity: 'error',
  from: { path: `^src/${name}/`, pathNot: SPEC },
  to: { path: capabilities(laterThan(name, index)) },
}));

/** activity ← settings ← outbox, policies ← users ← two-factor ← roles ← invitations, registration, auth ← server: neighbours in one step do not know each other. */
function laterThan(name, index) {
  const sameStep = { outbox: ['policies'], policies: ['outbox'], invitations: ['registration', 'auth'], registration: ['invitations', 'auth'], auth: ['invitations', 'registration'] };
  return [...new Set([...CAPABILITIES.slice(index + 1), ...(sameStep[name] ?? [])])];
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', comment: 'Two files that need each other are one file, or share a third below them; a port breaks the circle.', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-barrel', comment: 'Import the file that you mean.', severity: 'error', from: {}, to: { path: '^src/.*/index\\.ts$', pathNot: '^src/generated/' } },
    { name: 'not-to-spec', comment: 'What two specs share lives in test/support.', severity: 'error', from: { path: '^src/' }, to: { path: SPEC } },
    { name: 'not-to-test', comment: 'The program does not know its tests.', severity: 'error', from: { path: '^src/', pathNot: SPEC }, to: { path: '^test/' } },
    { name: 'not-to-composition-root', comment: 'main, app, app.module, cli and collections put everything together; nothing imports them.', severity: 'error', from: { path: '^src/', pathNot: [COMPOSITION_ROOTS, SPEC] }, to: { path: COMPOSITION_ROOTS } },

    // The floors
    { name: 'platform-is-lowest', comment: 'The platform knows nothing of rights, doors and capabilities: declare a port and let the upper room fill it.', severity: 'error', from: { path: '^src/platform/', pathNot: SPEC }, to: { path: '^src/', pathNot: ['^src/platform/', '^src/generated/'] } },
    { name: 'access-below-doors', comment: 'Who may do what does not depend on how it was asked for.', severity: 'error', from: { path: '^src/access/', pathNot: SPEC }, to: { path: '^src/', pathNot: ['^src/(access|platform)/', '^src/generated/'] } },
    { name: 'doors-below-capabilities', comment: 'A door does not know what lies behind it: declare a port (LAYOUT_SOURCE is one) and let the capability fill it.', severity: 'error', from: { path: '^src/doors/', pathNot: SPEC }, to: { path: capabilities(CAPABILITIES) } },

    // Inside the platform: config, errors, clock, accountability ← log, payload ← database ← templating, tokens, drafts, limits ← mail ← jobs
    onlyFrom('platform-ground', 'config, errors, clock and accountability are the ground: they import nothing of ours but each other, log and payload.', '^src/platform/(config|errors|clock|accountability)/', ['^src/platform/(config|errors|clock|accountability|log|payload)/']),
    onlyFrom('platform-database', 'The database room is below templating, tokens, drafts, limits, mail and jobs.', '^src/platform/database/', ['^src/platform/(config|errors|clock|accountability|log|payload|database)/']),
    { name: 'platform-middle', comment: 'templating, tokens, drafts and limits are below mail and jobs.', severity: 'error', from: { path: '^src/platform/(templating|tokens|drafts|limits)/', pathNot: SPEC }, to: { path: '^src/platform/(mail|jobs)/' } },

    // Inside access: collections ← query ← sessions, permissions ← items
    onlyFrom('collections-room', 'A definition is plain data.', '^src/access/collections/', ['^src/access/collections/', '^src/platform/errors/']),
    onlyFrom('query-room', 'The query language is pure: it knows collections and errors, neither the database nor the caller.', '^src/access/query/', ['^src/access/(query|collections)/', '^src/platform/(errors|payload)/']),
    { name: 'permissions-below-items', comment: 'Rules are asked by the reader, not the other way round.', severity: 'error', from: { path: '^src/access/(permissions|sessions)/', pathNot: SPEC }, to: { path: '^src/access/items/' } },
    { name: 'permissions-without-sessions', comment: 'What somebody may do does not depend on how they signed in.', severity: 'error', from: { path: '^src/access/permissions/', pathNot: SPEC }, to: { path: '^src/access/sessions/' } },

    // Inside the doors: http ← html, rest
    { name: 'http-below-html-and-rest', comment: 'What both doors need lives in doors/http; a port lets html or rest answer.', severity: 'error', from: { path: '^src/doors/http/', pathNot: SPEC }, to: { path: '^src/doors/(html|rest)/' } },
    { name: 'doors-apart', comment: 'The two doors do not know each other.', severity: 'error', from: { path: '^src/doors/html/', pathNot: SPEC }, to: { path: '^src/doors/rest/' } },
    { name: 'doors-apart-too', comment: 'The two doors do not know each other.', severity: 'error', from: { path: '^src/doors/rest/', pathNot: SPEC }, to: { path: '^src/doors/html/' } },

    // The capabilities
    ...capabilityOrder,
    { name: 'not-anothers-pages', comment: 'From an earlier capability you may import services, commands, changes and forms, not its presenters or controllers.', severity: 'error', from: { path: '^src/([^/]+)/', pathNot: SPEC }, to: { path: '^src/[^/]+/.*\\.(presenter|controller)\\.ts$', pathNot: ['^src/$1/', '^src/doors/'] } },
    { name: 'rules-without-doors', comment: 'The rules of a capability do not know how they were asked for.', severity: 'error', from: { path: '\\.service\\.ts$|\\.log\\.ts$|-changes\\.ts$', pathNot: '^src/(doors|platform)/' }, to: { path: '^src/doors/' } },
    { name: 'controllers-without-database', comment: 'A controller calls its service or the reader; it holds no database.', severity: 'error', from: { path: '\\.controller\\.ts$' }, to: { path: '^src/platform/database/|^src/generated/|node_modules/@prisma/' } },
    { name: 'presenters-are-pure', comment: 'A presenter turns data into a page: it imports types, *-changes, *-form and the list page, and nothing that acts.', severity: 'error', from: { path: '\\.presenter\\.ts$', pathNot: '^src/doors/' }, to: { path: '(\\.service|\\.controller|\\.module)\\.ts$|^src/platform/(database|mail|templating|tokens|jobs)/|^src/generated/', pathNot: '^src/platform/mail/mail\\.ts$', dependencyTypesNot: ['type-only'] } },
    onlyFrom('collection-definitions', 'A definition imports access/collections and nothing else.', '\\.collection\\.ts$', ['^src/access/collections/']),

    // Things with one place
    { name: 'prisma-in-the-database', comment: 'Doors, pages and templates do not touch Prisma.', severity: 'error', from: { path: '^src/(doors|platform/templating)/|\\.(presenter|controller)\\.ts$|-form\\.ts$', pathNot: SPEC }, to: { path: '^src/generated/|node_modules/(@prisma|prisma)/' } },
    { name: 'drivers-in-the-database', comment: 'Only platform/database talks to a driver.', severity: 'error', from: { path: '^src/', pathNot: ['^src/platform/database/', SPEC] }, to: { path: 'node_modules/(better-sqlite3|pg|@prisma/adapter-[^/]+)/' } },
    { name: 'kysely-compiles-queries', comment: 'SQL is made by access/query (and the few questions of access/permissions) and run by platform/database.', severity: 'error', from: { path: '^src/', pathNot: ['^src/access/(query|permissions)/', SPEC] }, to: { path: 'node_modules/kysely/' } },
    { name: 'one-mailer', comment: 'Only mail.transport.ts and its module send.', severity: 'error', from: { path: '^src/', pathNot: ['^src/platform/mail/', SPEC] }, to: { path: 'node_modules/(nodemailer|@nestjs-modules/mailer)/' } },
    { name: 'one-handlebars', comment: 'Pages are rendered by platform/templating, mails by platform/mail, each with a Handlebars of its own.', severity: 'error', from: { path: '^src/', pathNot: ['^src/platform/(templating|mail)/', SPEC] }, to: { path: 'node_modules/handlebars/' } },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/generated/.*/internal/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
