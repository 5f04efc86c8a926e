import type { TestProject } from 'vitest/node'
import { migrate } from '../migrations'
import { startThrowawayPostgres } from '../postgres'

declare module 'vitest' {
  interface ProvidedContext {
    superuserUrl: string
    databaseUrl: string
    ownerUrl: string
  }
}

/** One real PostgreSQL for all integration tests, with a migrated database to clone. */
export default async function setup(project: TestProject) {
  const postgres = await startThrowawayPostgres()
  try {
    // As the real one: the tests have the app's rights and no more.
    await migrate(postgres.ownerUrl, 'tenantdesk')
    project.provide('superuserUrl', postgres.superuserUrl)
    project.provide('databaseUrl', postgres.url)
    project.provide('ownerUrl', postgres.ownerUrl)
  } catch (error) {
    postgres.stop()
    throw error
  }
  return () => postgres.stop()
}
