import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '../support/test'
import { ADMIN, running } from '../support/env'

// What a process was started with can be read by whoever is the same user, and is in every core dump.
test.skip(!existsSync('/proc/self/environ'), 'only where the system shows it')

test('each process holds only the secrets that are its own', async () => {
  const { pid, upstream, databaseUrl, databaseOwnerUrl } = running()
  const children = processes().filter(({ parent }) => parent === pid)
  const server = children.find(({ command }) => command.includes('next-server'))
  const sandbox = children.find(({ command }) => command.includes('sandbox.mjs'))
  const postgres = processes().find(({ command }) => command.includes(`-p ${new URL(databaseUrl).port} `))
  expect(children).toHaveLength(2)

  const names = environment(server!.pid).map((line) => line.split('=')[0])
  expect(names).toEqual(expect.arrayContaining(['CLOUDFLARE_API_KEY', 'DATABASE_URL', 'NEXTAUTH_SECRET']))
  expect(names).not.toEqual(expect.arrayContaining(['ADMIN_PASSWORD']))
  expect(environment(server!.pid).join()).not.toContain(ADMIN.password)
  expect(environment(server!.pid).join()).not.toContain(new URL(databaseOwnerUrl).password)

  for (const child of [sandbox!, postgres!]) {
    const held = environment(child.pid).join()
    expect(held).toContain('PATH=')
    expect(held).not.toMatch(/CLOUDFLARE_|DATABASE_|NEXTAUTH_|ADMIN_/)
    for (const secret of [upstream.apiKey, upstream.apiToken, new URL(databaseUrl).password, ADMIN.password])
      expect(held).not.toContain(secret)
  }
})

function processes(): { pid: number; parent: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1])
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return [{ pid: Number(name), parent, command }]
      } catch {
        // Gone in the meantime.
        return []
      }
    })
}

function environment(pid: number): string[] {
  return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
}
