import { existsSync, readdirSync } from 'node:fs'
import next from 'eslint-config-next/core-web-vitals'
import typescript from 'eslint-config-next/typescript'

// Who may import whom, and what each kind of file must look like.
// Rooms are imported by `@/…`, the own room by `./…`, so that a path says whether it leaves the room.

const infrastructure = ['core', 'auth', 'audit', 'db', 'tenant-api', 'entry', 'workflows', 'sandbox']
const features = rooms('lib').filter((room) => !infrastructure.includes(room))
const tests = ['**/*.test.{ts,tsx}']

/** Lets `files` import of ours only what matches one of `allowed` (regular expressions on what follows `@/`). */
function zone(files, allowed, { ignores = [], also = [], up = false } = {}) {
  const ours = allowed.length > 0 ? `^@/(?!(${allowed.join('|')})$)` : '^@/'
  return {
    files,
    ignores: [...tests, ...ignores],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: ways,
          patterns: [
            {
              regex: ours,
              message: 'This room may not import that one (architecture: who may import whom).',
            },
            ...(up ? common.filter((each) => each !== leaving) : common),
            ...also,
          ],
        },
      ],
    },
  }
}
const ways = [
  ...[
    { name: 'next/link', importNames: ['default'] },
    { name: 'next/navigation', importNames: ['useRouter'] },
  ].map((way) => ({ ...way, message: 'Take the one of components/ui/link, which keeps the chosen tenant.' })),
  {
    name: 'react-hook-form',
    importNames: ['useForm'],
    message: 'Forms are made by components/ui/use-command-form.',
  },
  {
    name: '@/components/ui/draft',
    importNames: ['rawDraft', 'writeDraft'],
    message: 'What is typed is kept by the draft of components/ui/use-command-form.',
  },
  {
    name: 'react',
    importNames: ['useActionState'],
    message: 'Actions are called by components/ui/use-command, which survives a connection that drops.',
  },
]
const leaving = { regex: '^\\.\\./', message: 'Leave a room by @/…, so that the import says where it goes.' }
const common = [
  leaving,
  {
    regex: '^@cloudflare/kumo$',
    message: 'Import @cloudflare/kumo/components/<name>: the root brings the whole kit.',
  },
]

const readable = [
  'core/.+',
  'auth/.+',
  'audit/.+',
  'db/.+',
  'tenant-api/.+',
  'entry/.+',
  'workflows/.+',
  'env',
  'tenants/(access|ownership|search|tenancy|units|zones)',
  'directory/.+',
  'members/(adding|lookup|recorded)',
  'subscriptions/(adding|wanted)',
  '[^/]+/([a-z-]+-)?(schema|constants)',
]
  .map((room) => `lib/${room}`)
  .concat('package\\.json')

/** Rooms whose work is to put others together. */
const composing = ['onboarding', 'find', 'people', 'support', 'today']
const readableFrom = (room) =>
  composing.includes(room)
    ? [
        ...readable,
        'lib/(accounts|members|service-users|subscriptions|zones)/.+',
        // What a run was ordered to make, and whether it moves.
        'lib/onboarding/(ordered|stuck)',
      ]
    : readable

const zones = [
  zone(
    ['app/**/*.{ts,tsx}'],
    [
      'components/.+',
      'lib/[^/]+/([a-z-]+-)?(schema|constants|queries|actions|keys)',
      'lib/[^/]+/uploads',
      'lib/auth/(session|permissions|config)',
      'lib/settings/health',
      'lib/commands',
      'lib/entry/(answer|download|upload|export-outcome)',
      'lib/core/(errors|ids|paging|read)',
      'app/.+',
    ],
  ),
  zone(['proxy.ts'], ['lib/auth/cookies']),
  zone(['components/ui/**'], ['components/ui/.+', 'lib/core/(paging|errors|ask)']),
  ...rooms('components')
    .filter((room) => room !== 'ui')
    .map((room) =>
      zone(
        [`components/${room}/**`],
        [
          'components/ui/.+',
          ...(composing.includes(room) ? ['components/.+', 'lib/[^/]+/keys'] : []),
          `lib/${room}/([a-z-]+-)?(schema|constants|actions|keys)`,
          'lib/[^/]+/([a-z-]+-)?(schema|constants|catalogue)',
          'lib/auth/permissions',
          'lib/core/(domains|paging|errors|ids|names|plan-tiers)',
        ],
      ),
    ),
  ...features.flatMap((room) => [
    zone([`lib/${room}/*.{ts,tsx}`], readableFrom(room)),
    zone(
      [`lib/${room}/{,*-}{schema,constants,keys}.ts`],
      [
        'lib/core/(ask|domains|errors|ids|names|paging|plan-tiers)',
        'lib/auth/permissions',
        'lib/[^/]+/([a-z-]+-)?(schema|constants)',
      ],
    ),
    zone([`lib/${room}/actions.ts`], ['lib/entry/action']),
    zone([`lib/${room}/commands/*.ts`], readableFrom(room), { up: true }),
  ]),
  zone(['lib/tenant-api/*.ts'], ['lib/core/.+', 'lib/env'], {
    ignores: ['lib/tenant-api/budget.ts'],
    also: [{ regex: '^next(/|$)', message: 'The client of the API knows no framework.' }],
  }),
  zone(['lib/tenant-api/budget.ts'], ['lib/core/.+', 'lib/env', 'lib/db/.+']),
  zone(['lib/core/*.ts'], ['lib/env']),
  zone(['lib/entry/*.ts'], ['lib/(core|auth|audit|db|tenant-api)/.+', 'lib/env']),
  zone(['lib/commands.ts'], ['lib/audit/(remember|schema)', 'lib/entry/lost']),
  zone(['lib/audit/*.ts'], ['lib/(core|db)/.+', 'lib/env']),
  zone(['lib/auth/*.ts'], ['lib/(core|db|audit)/.+', 'lib/env']),
  zone(['lib/workflows/*.ts'], ['lib/(core|db|audit|entry)/.+', 'lib/env']),
  zone(['lib/db/*.ts'], ['lib/env']),
  zone(['lib/sandbox/**'], []),
]

const environment = {
  // Next writes these two into the code while building; they are not settings.
  selector:
    ':not(MemberExpression[property.name=/^(NEXT_RUNTIME|NODE_ENV)$/]) > MemberExpression[object.name="process"][property.name="env"]',
  message: 'lib/env.ts alone reads the environment.',
}
const directive = {
  selector: 'ExpressionStatement[directive="server-only"]',
  message: "The string does nothing: import 'server-only'.",
}
const codes = [
  'MemberExpression[object.property.name="codes"]',
  'BinaryExpression[left.property.name="status"][right.type="Literal"][right.raw=/^\\d/]',
].map((selector) => ({ selector, message: 'lib/tenant-api alone knows codes and statuses of Cloudflare.' }))
const serverOnly = {
  selector: 'Program:not(:has(> ImportDeclaration:first-child[source.value="server-only"]))',
  message: "A server room starts with import 'server-only'.",
}

const asyncProp = {
  selector:
    'TSPropertySignature > TSTypeAnnotation > TSFunctionType[params.length>0] > TSTypeAnnotation > TSTypeReference[typeName.name="Promise"]',
  message:
    'An action that is handed down has the type Action of components/ui/use-command, so that nobody calls it by hand.',
}
const weights = {
  selector: 'JSXAttribute[name.name="weight"] > Literal[value=/^(duotone|light|thin)$/]',
  message: 'Icons are built in three weights: regular, bold and fill (scripts/icon-weights.cjs).',
}

const syntax = (files, selectors, ignores = []) => ({
  files,
  ignores: [...tests, ...ignores],
  rules: { 'no-restricted-syntax': ['error', ...selectors] },
})

const shapes = [
  syntax(
    ['**/*.{ts,tsx}'],
    [environment, directive, weights],
    ['lib/env.ts', 'scripts/**', 'e2e/**', '*.config.ts'],
  ),
  syntax(
    ['{app,components}/**/*.{ts,tsx}'],
    [environment, directive, weights, asyncProp],
    ['components/ui/use-command.ts'],
  ),
  syntax(
    [
      ...features.map((room) => `lib/${room}/*.ts`),
      'lib/{auth,audit}/*.ts',
      'lib/{db,tenant-api,entry,workflows}/*.ts',
      ...features.map((room) => `lib/${room}/commands/*.ts`),
    ],
    [environment, directive, serverOnly, ...codes],
    [
      'lib/*/{,*-}{schema,constants,keys,actions,catalogue}.ts',
      'lib/auth/permissions.ts',
      'lib/tenant-api/*.ts',
    ],
  ),
  syntax(
    ['lib/*/{,*-}keys.ts'],
    [
      environment,
      directive,
      {
        selector: 'Property[key.name="gcTime"]:not([value.value=0])',
        message:
          'Drawn on the server, that is a timer which keeps the whole request. In the browser five minutes are the default.',
      },
    ],
  ),
  syntax(
    features.map((room) => `lib/${room}/{,*-}queries.ts`),
    [
      environment,
      directive,
      serverOnly,
      ...codes,
      {
        selector: 'ExportNamedDeclaration > FunctionDeclaration[async=true]',
        message: 'A read says who may: export const x = defineQuery({…}).',
      },
    ],
  ),
  syntax(['lib/tenant-api/*.ts'], [environment, directive, serverOnly]),
  syntax(['lib/env.ts'], [directive, serverOnly]),
  syntax(
    ['scripts/**/*.{ts,mjs}'],
    [
      {
        selector: 'CallExpression[callee.name=/^(spawn|fork|exec)/]:not(:has(Property[key.name="env"]))',
        message: 'A child gets an environment of its own: env: childEnvironment(…).',
      },
    ],
  ),
  syntax(
    ['lib/*/actions.ts'],
    [
      environment,
      {
        selector: 'Program:not(:has(> ExpressionStatement:first-child[directive="use server"]))',
        message: "actions.ts starts with 'use server'.",
      },
      ...[
        'Program > ExportNamedDeclaration:not(:has(> VariableDeclaration))',
        'Program > ExportNamedDeclaration > VariableDeclaration > VariableDeclarator:not([init.callee.name="actionOf"])',
        'Program > ExportDefaultDeclaration',
        'Program > ExportAllDeclaration',
      ].map((selector) => ({
        selector,
        message: 'Each export here is a public endpoint: export const x = actionOf(…) and nothing else.',
      })),
    ],
  ),
]

const KEPT = 'What is typed is kept by the draft of components/ui/use-command-form, sealed.'

// In the browser an action is called in one way, and what is typed is kept in one way.
const browser = {
  files: ['components/**/*.{ts,tsx}', 'app/**/*.{ts,tsx}'],
  ignores: tests,
  plugins: { browser: { rules: { commands: { meta: { type: 'problem' }, create: commandsOnly } } } },
  rules: {
    'browser/commands': 'error',
    'no-restricted-globals': ['error', ...stores().map((name) => ({ name, message: KEPT }))],
    'no-restricted-properties': [
      'error',
      ...['window', 'globalThis', 'self'].flatMap((object) =>
        stores().map((property) => ({ object, property, message: KEPT })),
      ),
    ],
  },
}

const config = [
  {
    ignores: [
      '.next*/**',
      'lib/db/generated/**',
      'next-env.d.ts',
      'test-results/**',
      'playwright-report/**',
      '.data*/**',
    ],
  },
  ...next,
  ...typescript,
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-restricted-imports': ['error', { patterns: common }],
    },
  },
  {
    files: ['**/*.config.{js,mjs,ts}', 'scripts/**', 'e2e/**', ...tests],
    rules: { 'no-restricted-imports': 'off', 'import/no-anonymous-default-export': 'off' },
  },
  // What has no components needs no rules of React, whose compiler takes most of the time.
  { files: ['lib/**', 'scripts/**', 'e2e/**', '*.{ts,js,mjs}'], rules: off(/^react/) },
  ...zones,
  ...shapes,
  browser,
  { files: ['components/ui/draft.ts'], rules: { 'no-restricted-globals': 'off' } },
]
export default config

/**
 * An imported action is handed to `useCommand`, or down to a component that does; nobody calls it. What is handed down
 * is of the type `Action`, which cannot be called by hand either.
 */
function commandsOnly(context) {
  return {
    ImportDeclaration(node) {
      if (!/^@\/lib\/[^/]+\/actions$/.test(node.source.value)) return
      const references = context.sourceCode.getDeclaredVariables(node).flatMap((each) => each.references)
      for (const { identifier } of references) {
        const { parent } = identifier
        const called =
          (parent.type === 'CallExpression' &&
            !(parent.callee.name === 'useCommand' && parent.arguments[0] === identifier)) ||
          (parent.type === 'MemberExpression' && parent.object === identifier)
        if (called)
          context.report({
            node: identifier,
            message:
              'Hand the action to useCommand (components/ui/use-command): a call by hand is lost in silence.',
          })
      }
    },
  }
}

function stores() {
  return ['sessionStorage', 'localStorage']
}

function off(names) {
  const rules = [...next, ...typescript].flatMap((each) => Object.keys(each.rules ?? {}))
  return Object.fromEntries(rules.filter((rule) => names.test(rule)).map((rule) => [rule, 'off']))
}

function rooms(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
}
