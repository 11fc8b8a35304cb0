// Who may call the API server, with what token and kubeconfig, and whose requests are logged.
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TOKENS } from './parts.ts'

/** Someone who may call the API server. */
export interface User {
  readonly name: string
  readonly groups: readonly string[]
}

/** The users every control plane has. Those of its own parts begin with `system:`, as in a real cluster. */
export const USERS = {
  admin: { name: 'admin', groups: ['system:masters'] },
  limited: { name: 'limited', groups: [] },
  manager: { name: 'system:kube-controller-manager', groups: ['system:masters'] },
  scheduler: { name: 'system:kube-scheduler', groups: ['system:masters'] },
  kwok: { name: 'system:kwok', groups: ['system:masters'] },
  lab: { name: 'system:lab', groups: ['system:masters'] },
} as const satisfies Record<string, User>

/** How each user reaches the API server. */
export interface Access {
  readonly server: string
  /** Throws for a user who is not known. */
  readonly tokenFor: (user: string) => string
  /** Writes the user's kubeconfig and returns its path. */
  readonly kubeconfigFor: (user: string) => Promise<string>
}

/** Gives every user, also those in `users`, a token in the file that `--token-auth-file` takes. */
export async function createAccess(options: {
  folder: string
  server: string
  ca: string
  users: readonly User[]
}): Promise<Access> {
  const { folder, server } = options
  const users: readonly User[] = [...Object.values(USERS), ...options.users]
  const tokens = new Map(users.map(({ name }) => [name, randomBytes(16).toString('hex')]))
  const lines = users.map(({ name, groups }) => `${tokens.get(name)},${name},${name},"${groups.join(',')}"\n`)
  await writeFile(join(folder, TOKENS), lines.join(''), { mode: 0o600 })
  const tokenFor = (user: string): string => {
    const token = tokens.get(user)
    if (token === undefined) throw new Error(`control plane: no user ${user}`)
    return token
  }
  return {
    server,
    tokenFor,
    async kubeconfigFor(user) {
      const path = join(folder, `${user.replaceAll(/[^\w.-]/g, '-')}.kubeconfig`)
      const cluster = { server, 'certificate-authority-data': Buffer.from(options.ca).toString('base64') }
      const config = {
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'lab',
        clusters: [{ name: 'lab', cluster }],
        users: [{ name: user, user: { token: tokenFor(user) } }],
        contexts: [{ name: 'lab', context: { cluster: 'lab', user } }],
      }
      await writeFile(path, JSON.stringify(config, null, 2), { mode: 0o600 })
      return path
    },
  }
}

/**
 * Every request is logged when it is answered, reads and watches too. With bodies, writes of everyone but the control
 * plane's own parts are logged with what was sent.
 */
export async function writeAuditPolicy(path: string, bodies: boolean): Promise<void> {
  const parts = Object.values(USERS)
    .map(({ name }) => name)
    .filter((name) => name.startsWith('system:'))
  const writes = { level: 'Request', verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'] }
  const policy = {
    apiVersion: 'audit.k8s.io/v1',
    kind: 'Policy',
    omitStages: ['RequestReceived'],
    omitManagedFields: true,
    rules: [
      { level: 'None', userGroups: ['system:masters'], users: parts, verbs: ['get', 'list', 'watch'] },
      { level: 'None', users: ['system:apiserver'] },
      ...(bodies ? [{ level: 'Metadata', users: parts }, writes] : []),
      { level: 'Metadata' },
    ],
  }
  await writeFile(path, JSON.stringify(policy, null, 2))
}
