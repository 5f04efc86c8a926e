import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SEED } from '@/lib/sandbox/seed'
import { as, newPerson, staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const actions = await import('./actions')
const { domainsFound, draftDetails, draftNews, listDrafts, listTemplates, nameUnderway } =
  await import('./draft-queries')
const { db } = await import('@/lib/db/client')
const { sharedBudget } = await import('@/lib/tenant-api/budget')

useSandbox()

beforeEach(async () => {
  await db().onboardingDraft.deleteMany()
  await db().onboardingTemplate.deleteMany()
})

async function made<T>(answer: Promise<{ ok: true; data: T } | { ok: false; error: { message: string } }>) {
  const settled = await answer
  if (!settled.ok) throw new Error(settled.error.message)
  return settled.data
}
async function begun(): Promise<string> {
  return (await made(actions.createDraft({ templateId: null }))).draftId
}
async function filled(draftId: string, change: Partial<{ name: string; domains: string }>) {
  const { content, version } = await draftDetails(draftId)
  const { name = content.customer.name, domains = content.zones.text } = change
  return made(
    actions.saveDraft({
      draftId,
      version,
      content: {
        ...content,
        customer: { ...content.customer, name },
        zones: { ...content.zones, text: domains },
      },
    }),
  )
}
const rowsOf = (action: string, targetId: string) => db().auditEvent.findMany({ where: { action, targetId } })

describe('A draft', () => {
  it('is kept sealed, and is called as its customer is until somebody names it', async () => {
    const draftId = await begun()
    expect(await filled(draftId, { name: 'Quiet Harbour Ltd' })).toMatchObject({
      status: 'saved',
      version: 2,
      title: 'Quiet Harbour Ltd',
    })
    await filled(draftId, { domains: 'quiet-harbour.example' })
    const row = await db().onboardingDraft.findUniqueOrThrow({ where: { id: draftId } })
    expect(Buffer.from(row.content).toString('latin1')).not.toContain('quiet-harbour')
    expect((await draftDetails(draftId)).content).toMatchObject({
      customer: { name: 'Quiet Harbour Ltd' },
      zones: { text: 'quiet-harbour.example' },
    })

    await made(actions.renameDraft({ draftId, title: 'Harbour, second try' }))
    expect(await filled(draftId, { name: 'Loud Harbour Ltd' })).toMatchObject({
      title: 'Harbour, second try',
    })
  })

  it('is not overwritten by who has not seen what was saved since', async () => {
    const draftId = await begun()
    const { content } = await draftDetails(draftId)
    await filled(draftId, { name: 'Theirs' })
    const late = await made(actions.saveDraft({ draftId, version: 1, content }))
    expect(late).toMatchObject({
      status: 'changed',
      theirs: { version: 2, content: { customer: { name: 'Theirs' } }, savedBy: expect.any(String) },
    })
    expect((await draftDetails(draftId)).version).toBe(2)
  })

  it('of two saves at once only one counts', async () => {
    const draftId = await begun()
    const { content } = await draftDetails(draftId)
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => made(actions.saveDraft({ draftId, version: 1, content }))),
    )
    expect(answers.filter(({ status }) => status === 'saved')).toHaveLength(1)
  })

  it('saves itself as often as somebody types: one row stands for a quarter of an hour, and no brake', async () => {
    const draftId = await begun()
    for (let nth = 0; nth < 130; nth++) await filled(draftId, { name: `Name ${nth}` })
    expect(await rowsOf('onboarding.draft.save', draftId)).toMatchObject([
      { phase: 'succeeded', after: { steps: ['customer'] } },
    ])
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 })
    await filled(draftId, { name: 'Later' })
    vi.useRealTimers()
    expect(await rowsOf('onboarding.draft.save', draftId)).toHaveLength(2)
  })

  it('is duplicated with its content, and discarded', async () => {
    const draftId = await begun()
    await filled(draftId, { name: 'Quiet Harbour Ltd' })
    const copy = await made(actions.duplicateDraft({ draftId }))
    expect(await draftDetails(copy.draftId)).toMatchObject({
      title: 'Copy of Quiet Harbour Ltd',
      content: { customer: { name: 'Quiet Harbour Ltd' } },
    })
    await made(actions.discardDraft({ draftId }))
    expect((await listDrafts()).map(({ id }) => id)).toEqual([copy.draftId])
    expect(
      await actions.saveDraft({ draftId, version: 2, content: (await draftDetails(copy.draftId)).content }),
    ).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })

  it('is not changed any more once it was provisioned', async () => {
    const draftId = await begun()
    const { content } = await draftDetails(draftId)
    await db().onboardingDraft.update({ where: { id: draftId }, data: { runId: randomUUID() } })
    for (const answer of [
      actions.saveDraft({ draftId, version: 1, content }),
      actions.discardDraft({ draftId }),
      actions.renameDraft({ draftId, title: 'X' }),
    ])
      expect(await answer).toMatchObject({ ok: false, error: { code: 'conflict' } })
    expect(await listDrafts()).toEqual([])
  })

  it('shows who else has it open, and what they saved', async () => {
    const draftId = await begun()
    expect(await draftNews(draftId, 'zones', 1)).toEqual({ editors: [], theirs: null, runId: null })
    const other = await db().staff.create({
      data: { name: 'Grace Hopper', email: `${randomUUID()}@example.com`, role: 'operator' },
    })
    const seen = { step: 'plans', seenAt: new Date() }
    await db().onboardingEditor.create({ data: { draftId, staffId: other.id, ...seen } })
    await filled(draftId, { name: 'Theirs' })
    expect(await draftNews(draftId, 'zones', 1)).toMatchObject({
      editors: [{ name: 'Grace Hopper', page: 'plans' }],
      theirs: { version: 2 },
    })
    await db().onboardingEditor.updateMany({ data: { seenAt: new Date(Date.now() - 60_000) } })
    expect(await draftNews(draftId, 'zones', 2)).toMatchObject({ editors: [], theirs: null })
    expect(await draftNews(randomUUID(), 'zones', 1), 'discarded').toBeNull()
  })

  it('is seen by colleagues who provision, and by nobody else but who began it', async () => {
    await begun()
    const me = { ...staff }
    expect(await as({ ...newPerson(), role: 'operator' }, listDrafts)).toHaveLength(1)
    expect(await as({ ...newPerson(), role: 'support' }, listDrafts)).toEqual([])
    expect(await as({ ...me, role: 'support' }, listDrafts)).toHaveLength(1)
  })
})

describe('What makes a customer twice', () => {
  it('is another draft or a run of one who is called alike', async () => {
    const [one, other] = [await begun(), await begun()]
    await filled(one, { name: 'Quiet Harbour Ltd' })
    await filled(other, { name: 'quiet  harbour, Limited' })
    expect(await nameUnderway(one)).toEqual([
      { kind: 'draft', title: 'quiet  harbour, Limited', href: `/onboarding/drafts/${other}/customer` },
    ])
  })

  it('is a domain that lies in one of our accounts or in another draft', async () => {
    const [one, other] = [await begun(), await begun()]
    await filled(other, { domains: 'new.example' })
    await filled(one, { domains: 'Delta-Dental-Clinics.com, new.example, free.example' })
    expect(await domainsFound(one, 0)).toEqual({
      found: [
        {
          name: 'delta-dental-clinics.com',
          accounts: [
            {
              name: 'Delta Dental Clinics',
              href: expect.stringContaining(`/accounts/${SEED.accounts.plain}/zones/`),
            },
          ],
          underway: [],
        },
        { name: 'new.example', accounts: [], underway: [expect.objectContaining({ kind: 'draft' })] },
      ],
      next: null,
      notLooked: [],
    })
  })

  it('is looked for in all of many domains, as long as people do not need the calls', async () => {
    const draftId = await begun()
    const many = Array.from({ length: 45 }, (_, nth) => `free-${nth}.example`)
    await filled(draftId, { domains: [...many, 'delta-dental-clinics.com'].join(' ') })
    expect(await domainsFound(draftId, 0)).toEqual({ found: [], next: 40, notLooked: [] })
    expect(await domainsFound(draftId, 40)).toMatchObject({
      found: [{ name: 'delta-dental-clinics.com' }],
      next: null,
      notLooked: [],
    })
    const room = vi.spyOn(sharedBudget(), 'room').mockResolvedValue(Date.now() + 60_000)
    expect(await domainsFound(draftId, 40)).toEqual({
      found: [],
      next: null,
      notLooked: [...many.slice(40), 'delta-dental-clinics.com'],
    })
    room.mockRestore()
  })
})

describe('A template', () => {
  async function saved(name: string) {
    const draftId = await begun()
    const { content, version } = await draftDetails(draftId)
    await made(
      actions.saveDraft({
        draftId,
        version,
        content: {
          ...content,
          customer: { ...content.customer, name: 'Quiet Harbour Ltd', type: 'standard' },
          access: { ...content.access, text: 'somebody@example.com' },
        },
      }),
    )
    return made(actions.saveTemplate({ draftId, templateId: null, name, description: '' }))
  }

  it('gives a new draft what is not the customer’s own', async () => {
    const { templateId } = await saved('Shop')
    const { draftId } = await made(actions.createDraft({ templateId }))
    const draft = await draftDetails(draftId)
    expect(draft).toMatchObject({ title: 'New customer', template: 'Shop' })
    expect(draft.content).toMatchObject({ customer: { name: '', type: 'standard' }, access: { text: '' } })
  })

  it('has a name of its own, is renamed and deleted; drafts keep what it gave', async () => {
    const { templateId } = await saved('Shop')
    await expect(saved('shop')).rejects.toThrow('Another template has this name.')
    await made(actions.renameTemplate({ templateId, name: 'Web shop', description: 'Two admins' }))
    expect(await listTemplates()).toMatchObject([{ name: 'Web shop', description: 'Two admins' }])
    const { draftId } = await made(actions.createDraft({ templateId }))
    await made(actions.deleteTemplate({ templateId }))
    expect(await listTemplates()).toEqual([])
    expect(await draftDetails(draftId)).toMatchObject({ content: { customer: { type: 'standard' } } })
  })

  it('keeps its name to itself where several are saved at once, and says so at the field', async () => {
    const { templateId } = await saved('Office')
    const drafts = await Promise.all([begun(), begun(), begun()])
    const answers = await Promise.all([
      ...drafts.map((draftId, nth) =>
        actions.saveTemplate({
          draftId,
          templateId: null,
          name: nth === 1 ? 'SHOP' : 'Shop',
          description: '',
        }),
      ),
      actions.renameTemplate({ templateId, name: 'shop', description: '' }),
    ])
    const refused = answers.filter((answer) => !answer.ok)
    expect(refused).toHaveLength(3)
    for (const { error } of refused)
      expect(error).toMatchObject({
        code: 'conflict',
        fields: { name: 'Another template has this name.' },
      })
  })

  it('is changed by a draft, and changes none', async () => {
    const { templateId } = await saved('Shop')
    const { draftId: before } = await made(actions.createDraft({ templateId }))
    const { draftId } = await made(actions.createDraft({ templateId }))
    const { content, version } = await draftDetails(draftId)
    await made(
      actions.saveDraft({
        draftId,
        version,
        content: { ...content, customer: { ...content.customer, type: 'enterprise' } },
      }),
    )
    await made(actions.saveTemplate({ draftId, templateId, name: 'Shop', description: '' }))
    expect((await draftDetails(before)).content.customer.type).toBe('standard')
    const after = await made(actions.createDraft({ templateId }))
    expect((await draftDetails(after.draftId)).content.customer.type).toBe('enterprise')
  })
})
