import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { recordEvent, SYSTEM_ACTOR } from '@/lib/audit/record'
import { PrismaClient } from '@/lib/db/generated/client'
import { newLink } from '@/lib/staff/commands/new-link'
import { issueLink } from '@/lib/staff/links'
import { Refusal } from './console.mjs'

/**
 * Issues a one-time link to an administrator who cannot get in, on record as Tenantdesk's own act. Until it is used
 * nothing changes for them, but that an earlier link stops working. Throws a Refusal that says who cannot have one.
 */
export async function adminLink(
  databaseUrl: string,
  email: string,
  address: string,
): Promise<{ name: string; email: string; url: string; expiresAt: string }> {
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl }) })
  try {
    return await db.$transaction(async (tx) => {
      const person = await tx.staff.findUnique({ where: { email: email.trim().toLowerCase() } })
      if (!person) throw new Refusal('Nobody with this e-mail address is on the staff list.')
      const { id, name, role, disabledAt } = person
      if (role !== 'admin')
        throw new Refusal(`${name} is no administrator: an administrator can issue their link, under Staff.`)
      if (disabledAt)
        throw new Refusal(`${name} is disabled: another administrator can enable them, under Staff.`)
      const link = await issueLink(tx, id, address)
      await recordEvent(
        {
          operationId: randomUUID(),
          requestId: 'reset-admin',
          act: newLink,
          actor: SYSTEM_ACTOR,
          target: { id, name: person.email },
        },
        { phase: 'succeeded', after: { expiresAt: link.expiresAt } },
        tx,
      )
      return { name, email: person.email, ...link }
    })
  } finally {
    await db.$disconnect()
  }
}
