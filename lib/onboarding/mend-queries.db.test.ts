import { beforeEach, expect, it, vi } from 'vitest'
import { db } from '@/lib/db/client'
import { ADMINISTRATOR } from '@/lib/members/constants'
import { SEED } from '@/lib/sandbox/seed'
import { staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'
import { mendForm, orderedServiceUser } from './mend-queries'
import { given, ORDER } from '@/scripts/vitest/run'
import { runDetails } from './run-queries'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

useSandbox()
beforeEach(() => {
  staff.role = 'operator'
})

const accountId = SEED.accounts.plain
const order = {
  ...ORDER,
  access: {
    ...ORDER.access,
    grant: { kind: 'roles' as const, roles: ['gone', 'elsewhere'] },
    names: { gone: 'No such role', elsewhere: 'Administrator' },
    serviceUser: { email: 'bot@anvil.example', roles: ['elsewhere'] },
  },
  zones: [{ name: 'anvil.example', type: 'full' as const, plan: null }],
  subscriptions: [{ ratePlanId: 'TEAMS_FREE', frequency: '', componentValues: [] }],
}
const held = (key: string) => ({
  key,
  state: 'paused' as const,
  message: 'No.',
  fields: { name: 'Not this.' },
})
const paused = (...keys: string[]) =>
  given(
    { status: 'paused', accountId },
    [
      { key: 'account', state: 'done' as const },
      ...keys.map((key, nth) => (nth === 0 ? held(key) : { key })),
    ],
    order,
  )

it('opens with what was sent and what was wrong with it', async () => {
  const zone = await paused('zone:anvil.example')
  expect(await mendForm(zone, 'zone:anvil.example')).toMatchObject({
    kind: 'zone',
    zone: { name: 'anvil.example', type: 'full' },
    message: 'No.',
    fields: { name: 'Not this.' },
  })
  const subscription = await paused('subscription:TEAMS_FREE')
  expect(await mendForm(subscription, 'subscription:TEAMS_FREE')).toMatchObject({
    kind: 'subscription',
    order: { ratePlanId: 'TEAMS_FREE' },
  })
  const account = await given({ status: 'paused' }, [held('account')], order)
  expect(await mendForm(account, 'account')).toMatchObject({ kind: 'account', customer: ORDER.customer })
})

it('chooses roles of another account by name, and leaves out what the account does not have', async () => {
  const id = await paused('member:1')
  expect(await mendForm(id, 'member:1')).toMatchObject({
    kind: 'member',
    email: 'bob@anvil.example',
    grant: { kind: 'roles', roles: [ADMINISTRATOR] },
  })
})

it('opens for the one step that the run waits for', async () => {
  const id = await paused('zone:anvil.example', 'subscription:TEAMS_FREE')
  await expect(mendForm(id, 'subscription:TEAMS_FREE')).rejects.toMatchObject({ code: 'conflict' })
  await db().onboardingRun.update({ where: { id }, data: { status: 'queued' } })
  await expect(mendForm(id, 'zone:anvil.example')).rejects.toMatchObject({ code: 'conflict' })
})

// Sent again with another content, it might be made twice.
it('does not open for a step of which nobody knows whether it was done', async () => {
  const id = await paused('zone:anvil.example')
  await db().onboardingStep.updateMany({ where: { runId: id, state: 'paused' }, data: { state: 'unknown' } })
  await expect(mendForm(id, 'zone:anvil.example')).rejects.toMatchObject({ code: 'conflict' })
})

it.each(['support', 'auditor'] as const)('does not open for %s', async (role) => {
  const id = await paused('zone:anvil.example')
  staff.role = role
  await expect(mendForm(id, 'zone:anvil.example')).rejects.toThrow('forbidden')
})

it('leads to the form of the service user, filled in, and knows when it was sent', async () => {
  const id = await paused('service-user')
  const [step] = (await runDetails(id)).steps.slice(-1)
  const address = new URL(step!.attendHref!, 'http://console')
  const [form, run] = [address.searchParams.get('form')!, address.searchParams.get('run')!]
  const offered = [{ id: ADMINISTRATOR, name: 'Administrator' }]
  expect(await orderedServiceUser(form, run, offered)).toEqual({
    runId: id,
    wanted: { email: 'bot@anvil.example', roles: [ADMINISTRATOR] },
  })
  expect(await orderedServiceUser(id, run, offered), 'of another form').toBeNull()
  expect(await orderedServiceUser(form, undefined, offered)).toBeNull()

  expect(step).toMatchObject({ attended: 'no' })
  await db().serviceUser.create({
    data: {
      id: form,
      email: 'bot@anvil.example',
      accountId,
      status: 'created',
      roleIds: [],
      createdBy: staff.email,
    },
  })
  expect((await runDetails(id)).steps.at(-1)).toMatchObject({ attended: 'made' })
})
