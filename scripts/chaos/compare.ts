import type pg from 'pg'

export type Found = {
  runs: number
  ended: Record<string, number>
  duplicates: string[]
  losses: string[]
  disagreements: string[]
  unended: string[]
}

type Run = {
  id: string
  number: number
  status: string
  reason: string | null
  account_id: string | null
  operation_id: string
}
type Step = {
  run_id: string
  key: string
  state: string
  target_id: string | null
  message: string | null
}
type Row = { operation_id: string; attempt_id: string; phase: string; action: string }
type Named = { id: string; name: string }

/** Reads what is upstream, through its own API. */
export type Upstream = {
  accounts: () => Promise<Named[]>
  members: (accountId: string) => Promise<{ id: string; user: { email: string } }[]>
  zones: (accountId: string) => Promise<Named[]>
  subscriptions: (accountId: string) => Promise<{ id: string; rate_plan: { id: string } }[]>
}

/** Compares upstream, the audit and what screens show of the runs. */
export async function compare(client: pg.Client, upstream: Upstream): Promise<Found> {
  const { rows: runs } = await client.query<Run>(
    `SELECT id, substring(title FROM 'Chaos (\\d+)')::int AS number, status, reason, account_id, operation_id
     FROM onboarding_run ORDER BY number`,
  )
  const { rows: steps } = await client.query<Step>(
    'SELECT run_id, key, state, target_id, message FROM onboarding_step ORDER BY run_id, position',
  )
  const { rows } = await client.query<Row>(
    'SELECT operation_id, attempt_id, phase, action FROM audit_event WHERE run_id IS NOT NULL ORDER BY seq',
  )
  const accounts = (await upstream.accounts()).filter(({ name }) => /^Chaos \d+/.test(name))
  const found: Found = {
    runs: runs.length,
    ended: {},
    duplicates: [],
    losses: [],
    disagreements: [],
    unended: [],
  }
  const twice = (what: string, names: string[]) => {
    for (const name of new Set(names.filter((each, index) => names.indexOf(each) !== index)))
      found.duplicates.push(`${what} ${name}`)
  }
  twice(
    'account',
    accounts.map(({ name }) => name),
  )
  const known = new Set(runs.map(({ account_id }) => account_id))
  for (const { id, name } of accounts)
    if (!known.has(id)) {
      const run = runs.find(({ number }) => name.startsWith(`Chaos ${number} `))
      const told = steps.find(({ run_id, key }) => run_id === run?.id && key === 'account')
      // A run that was stopped while its answer was lost says that it does not know.
      if (told?.state !== 'unknown')
        found.disagreements.push(`account ${name} is upstream and the run shows ${told?.state}`)
    }

  for (const run of runs) {
    found.ended[run.status] = (found.ended[run.status] ?? 0) + 1
    const own = steps.filter(({ run_id }) => run_id === run.id)
    const ended = ['completed', 'problems', 'stopped'].includes(run.status)
    if (!ended) found.unended.push(`run ${run.number}: ${run.status}, ${run.reason}`)
    if (run.status === 'problems') found.losses.push(`run ${run.number} ended with problems`)
    if (!run.account_id) continue
    const accountId = run.account_id
    const [members, zones, subscriptions] = await Promise.all([
      upstream.members(accountId),
      upstream.zones(accountId),
      upstream.subscriptions(accountId),
    ])
    const emails = members.map(({ user }) => user.email)
    const plans = subscriptions.map(({ rate_plan }) => rate_plan.id)
    twice(`member of run ${run.number}`, emails)
    twice(
      `zone of run ${run.number}`,
      zones.map(({ name }) => name),
    )
    twice(`subscription of run ${run.number}`, plans)
    for (const { key, state } of own) {
      const [kind, which] = key.split(/:(.*)/)
      const there =
        kind === 'account'
          ? accounts.some(({ id }) => id === accountId)
          : kind === 'zone'
            ? zones.some(({ name }) => name === which)
            : kind === 'member'
              ? emails.some((email) => email.startsWith(`person-${which}.${run.number}@`))
              : kind === 'subscription'
                ? plans.some((plan) => plan.toLowerCase() === which!.toLowerCase())
                : null
      if (there === null) continue
      if (state === 'done' && !there)
        found.losses.push(`${key} of run ${run.number} is shown as done and is not there`)
      if (there && state !== 'done' && state !== 'unknown')
        found.disagreements.push(`${key} of run ${run.number} is there and shown as ${state}`)
    }
  }

  const attempts = rows.filter(({ phase }) => phase === 'attempted')
  for (const { attempt_id, action, operation_id } of attempts) {
    const outcomes = rows.filter((row) => row.attempt_id === attempt_id && row.phase !== 'attempted')
    const run = runs.find((each) => each.operation_id === operation_id)
    const phases = new Set(outcomes.map(({ phase }) => phase))
    if (phases.has('succeeded') && phases.has('failed'))
      found.disagreements.push(`${action} of run ${run?.number} is recorded as succeeded and as failed`)
    if (outcomes.length === 0 && run?.status !== 'stopped')
      found.disagreements.push(`${action} of run ${run?.number} has no outcome on record`)
  }
  return found
}
