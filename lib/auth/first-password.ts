import 'server-only'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { env } from '@/lib/env'

/** Removes the file in which the launcher keeps the first administrator's generated password. */
export async function forgetFirstPassword(): Promise<void> {
  await rm(path.join(env().DATA_DIR, 'admin-password'), { force: true })
}
