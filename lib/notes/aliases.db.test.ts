import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Role } from '@/lib/auth/permissions'
import { plainName } from '@/lib/core/names'
import { staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { importAliases } = await import('./actions')
const { checkAliasTable } = await import('./uploads')
const { upload } = await import('@/lib/entry/upload')
const { db } = await import('@/lib/db/client')

const { audit } = useSandbox()
const id = (n: number) => String(n).repeat(32)

beforeEach(async () => {
  const names = ['Acme GmbH', 'Twin', 'Twin', 'Foreign', 'Gone']
  await db().directoryAccount.createMany({
    data: names.map((name, n) => ({
      ...{ id: id(n + 1), name, sortName: plainName(name), seenAt: new Date() },
      tenantId: name === 'Foreign' ? null : 'tenant',
      goneAt: name === 'Gone' ? new Date() : null,
    })),
  })
})

/** What the page gets of a table. */
async function check(table: string | Uint8Array<ArrayBuffer>) {
  const request = new Request('http://localhost:3000/api/aliases/upload?name=a.csv', {
    method: 'POST',
    headers: { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' },
    body: table,
  })
  const answer = await upload(request, checkAliasTable, (source, params) => ({
    source,
    fileName: params.get('name') ?? '',
  }))
  return (await answer.json()) as {
    ok: boolean
    data?: { rows: { row: number; accountId: string | null; fault: string | null; there: boolean }[] }
    error?: { code: string; fields: Record<string, string> }
  }
}

const rows = (...pairs: [account: string, alias: string][]) => ({
  rows: pairs.map(([account, alias], n) => ({ row: n + 2, account, alias })),
})
const kept = async () =>
  (await db().accountLabel.findMany({ orderBy: { norm: 'asc' } })).map(({ name }) => name)

describe('a table of aliases', () => {
  it.each(['account,alias\r\n', '\uFEFFAccount;Alias\n', 'account_name\talias\n'])(
    'is read: %j',
    async (heading) => {
      const cut = heading.includes(';') ? ';' : heading.includes('\t') ? '\t' : ','
      const { data } = await check(`${heading}Acme GmbH${cut}Old Acme\n\n${id(2)}${cut}Zwilling\n`)
      expect(data!.rows).toMatchObject([
        { row: 2, accountId: id(1), fault: null, there: false },
        { accountId: id(2), fault: null },
      ])
    },
  )

  it('says of each row what is wrong with it', async () => {
    const table = `account,alias
Acme GmbH,
acme gmbh,Case counts
Twin,Which
Foreign,Not ours
Gone,Not there
,Nobody
Acme GmbH,Same
${id(1)},SAME
Acme GmbH,ab\u202Ec`
    const faults = (await check(table)).data!.rows.map(({ fault }) => fault)
    expect(faults).toEqual([
      'Enter a name.',
      'There is no managed account with this ID or name in the directory.',
      'Several accounts have this name. Enter the account’s ID.',
      'There is no managed account with this ID or name in the directory.',
      'There is no managed account with this ID or name in the directory.',
      'Enter the account’s ID or its exact name.',
      null,
      'Row 8 says the same.',
      expect.stringContaining('direction of the text'),
    ])
    expect(await kept()).toEqual([])
  })

  it.each([
    ['', 'empty'],
    ['account,alias\n', 'no alias'],
    ['customer,nickname\na,b\n', 'two columns'],
    ['account,alias\n"a,b\n', 'quotation'],
    [`account,alias\n${'a,b\n'.repeat(2001)}`, 'more than 2,000'],
    [`account,alias\na,${'x'.repeat(1_100_000)}`, 'larger'],
    [new Uint8Array([0x50, 0x4b, 3, 4, 0xff, 0xfe, 0]), 'CSV'],
  ])('that is none is refused (%#)', async (table, says) => {
    const { ok, error } = await check(table as string)
    expect(ok).toBe(false)
    expect(error!.fields.file).toContain(says)
  })
})

describe('importing aliases', () => {
  it('keeps them all, finds accounts by them, and leaves out what is there already', async () => {
    await addAliasDirectly('Old Acme')
    const answer = await importAliases(
      rows(['Acme GmbH', 'Old  Acme'], [id(2), 'Zwilling'], ['Acme GmbH', 'Acme 24']),
    )
    expect(answer).toEqual({ ok: true, data: { aliases: 2 } })
    expect(await kept()).toEqual(['Acme 24', 'Old Acme', 'Zwilling'])
    expect(await db().directoryTerm.count({ where: { kind: 'alias' } })).toBe(2)
    expect(await audit('alias.import')).toMatchObject([
      { phase: 'succeeded', after: { aliases: 2, accounts: 2 } },
    ])
  })

  it('keeps nothing where one row does not fit', async () => {
    expect(await importAliases(rows([id(1), 'Good'], ['Twin', 'Which']))).toMatchObject({
      ok: false,
      error: { code: 'conflict', message: expect.stringContaining('Row 3') },
    })
    expect(await kept()).toEqual([])
  })

  it.each<[Role, boolean]>([
    ['admin', true],
    ['operator', true],
    ['support', false],
    ['auditor', false],
  ])('is for %s: %s', async (role, may) => {
    staff.role = role
    expect(await importAliases(rows([id(1), 'Good']))).toMatchObject({ ok: may })
    expect((await check('account,alias\na,b')).ok).toBe(may)
  })
})

async function addAliasDirectly(name: string) {
  await db().accountLabel.create({
    data: { accountId: id(1), kind: 'alias', name, norm: plainName(name), createdBy: staff.id },
  })
}
