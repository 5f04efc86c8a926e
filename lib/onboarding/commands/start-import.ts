import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineCommand } from '@/lib/entry/command'
import { askForReady, goOnImporting } from '../import/starting'
import { askToStop } from '../run/changing'
import { OneImport, StartImport } from '../import-schema'
import { openImport } from './mend-import'

/** Asks for a run of every row that is ready, also of those that were corrected after the others were started. */
export const startImport = defineCommand({
  name: 'onboarding.import.start',
  label: 'Start an import',
  target: 'import',
  permission: 'onboarding.import',
  effect: 'local',
  input: StartImport,
  remember: { request: StartImport.pick({ again: true }), after: z.object({ rows: z.number() }) },
  targetOf: ({ importId }) => ({ id: importId }),
  run: async ({ tx, staff }, { importId, again }) => {
    const found = await openImport(tx, importId)
    const { status, digest, fileName, startedAt } = found
    if (status === 'checked' && !again) {
      // Two people who start the same file at once: the second sees the first.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${digest}, 0))`
      const same = await tx.onboardingImport.findFirst({
        where: { digest, id: { not: importId }, startedAt: { not: null } },
        select: { id: true },
      })
      if (same)
        throw new AppError(
          'conflict',
          'The same file was started before. Say below that its customers are to be created again.',
        )
    }
    const rows = await askForReady(tx, importId, staff.id)
    if (rows === 0)
      throw new AppError('conflict', 'No row is ready to be started. Correct the rows with errors first.')
    await tx.onboardingImport.update({
      where: { id: importId },
      data: {
        startedAt: startedAt ?? new Date(),
        ...(status === 'checked' && { status: 'running' as const }),
      },
    })
    await goOnImporting(tx, found)
    return { data: { rows }, target: { name: fileName }, after: { rows } }
  },
})

/** Holds the runs of an import: what is being sent is finished, and nothing else is sent. */
export const pauseImport = defineCommand({
  name: 'onboarding.import.pause',
  label: 'Pause an import',
  target: 'import',
  permission: 'onboarding.import',
  effect: 'local',
  input: OneImport,
  remember: {},
  targetOf: ({ importId }) => ({ id: importId }),
  run: async ({ tx }, { importId }) => {
    const { status, fileName } = await openImport(tx, importId)
    if (status !== 'running') throw new AppError('conflict', 'This import is not running.')
    await tx.onboardingImport.update({ where: { id: importId }, data: { status: 'paused' } })
    return { data: null, target: { name: fileName } }
  },
})

/** Lets it go on. */
export const resumeImport = defineCommand({
  name: 'onboarding.import.resume',
  label: 'Resume an import',
  target: 'import',
  permission: 'onboarding.import',
  effect: 'local',
  input: OneImport,
  remember: {},
  targetOf: ({ importId }) => ({ id: importId }),
  run: async ({ tx }, { importId }) => {
    const found = await openImport(tx, importId)
    if (found.status !== 'paused') throw new AppError('conflict', 'This import is not paused.')
    await tx.onboardingImport.update({ where: { id: importId }, data: { status: 'running' } })
    await goOnImporting(tx, found)
    return { data: null, target: { name: found.fileName } }
  },
})

/** Stops all its runs: nothing is sent from now on, and nothing is removed. */
export const cancelImport = defineCommand({
  name: 'onboarding.import.cancel',
  label: 'Cancel an import',
  target: 'import',
  permission: 'onboarding.import',
  effect: 'local',
  input: OneImport,
  remember: {},
  targetOf: ({ importId }) => ({ id: importId }),
  run: async ({ tx, staff }, { importId }) => {
    const { status, fileName } = await openImport(tx, importId)
    if (status === 'checked')
      throw new AppError('conflict', 'This import was not started. Discard it instead.')
    await tx.onboardingImport.update({
      where: { id: importId },
      data: { status: 'cancelled', endedAt: new Date() },
    })
    await askToStop(tx, { importId }, staff.email)
    return { data: null, target: { name: fileName } }
  },
})
