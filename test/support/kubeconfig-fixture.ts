// A kubeconfig with one user of each sort, and its plugins, in a folder of its own.
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAwaited } from '../../src/cluster/kube/awaited.ts'
import type { Credentials } from '../../src/cluster/kube/config/credentials.ts'
import { loadConfig } from '../../src/cluster/kube/config/load-config.ts'
import type { ConnectOptions } from '../../src/cluster/kube/config/connect-options.ts'
import type { ClusterConfig } from '../../src/cluster/kube/config/load-config.ts'

/** Where all files of the fixture are. */
export const folder = mkdtempSync(join(tmpdir(), 'hooksync-config-'))
/** Writes a file there. */
export const write = (name: string, text: string, mode = 0o600): string => {
  const path = join(folder, name)
  writeFileSync(path, text, { mode })
  chmodSync(path, mode)
  return path
}

/** Base64 of a text. */
export const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** The main file. */
export const MAIN = write(
  'main',
  `apiVersion: v1
kind: Config
current-context: prod
clusters:
- name: prod
  cluster: {server: "https://prod.example.com:6443/k8s/", certificate-authority-data: ${base64('CA')}}
- name: dev
  cluster: {server: "http://127.0.0.1:8001"}
- name: broken
  cluster: {}
- name: odd
  cluster: {server: "prod:6443"}
users:
- name: certs
  user: {client-certificate-data: ${base64('CERT')}, client-key: key.pem}
- name: file
  user: {token: stale, tokenFile: token}
- name: basic
  user: {username: me, password: "0123"}
- name: acting
  user: {token: t, as: jane, as-groups: [devs, ops]}
- name: plugin
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: ./plugin
      provideClusterInfo: true
      env: [{name: GREETING, value: hello}]
- name: failing
  user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./failing, installHint: "get it\\n  from example.com"}}
- name: absent
  user: {exec: {command: no-such-plugin}}
- name: talkative
  user: {exec: {command: ./talkative}}
- name: coloured
  user: {exec: {command: ./coloured}}
- name: endless
  user: {exec: {command: ./endless}}
contexts:
- name: prod
  context: {cluster: prod, user: certs, namespace: shop}
- name: dev
  context: {cluster: dev}
- name: odd
  context: {cluster: odd, user: file}
- name: broken
  context: {cluster: broken, user: file}
- name: nobody
  context: {cluster: prod, user: missing}
`,
)
write('key.pem', 'KEY')
write('token', ' from-file\n')
write(
  'plugin',
  '#!/bin/sh\nprintf \'{"status":{"token":"%s:%s"}}\' "$GREETING" "$(echo "$KUBERNETES_EXEC_INFO" | base64 | tr -d "\\n")"\n',
  0o700,
)
write('failing', '#!/bin/sh\necho "warning: old" >&2\necho "error: your session has expired" >&2\nexit 3\n', 0o700)
write('talkative', '#!/bin/sh\necho hello\n', 0o700)
write('coloured', `#!/bin/sh\nprintf 'error: log in first\\n\\033[0m' >&2\nexit 3\n`, 0o700)
write('endless', '#!/bin/sh\nyes hunter2\n', 0o700)

/** An environment that leads to no kubeconfig. */
export const ENV = { HOME: '/nonexistent' }
/** Loads the fixture's main file unless other options are given. */
export const load = (options: ConnectOptions = {}, env: Record<string, string> = ENV): ReturnType<typeof loadConfig> =>
  loadConfig({ kubeconfig: MAIN, ...options }, env, { signal: NEVER })

const NEVER = new AbortController().signal

/** The credentials of a configuration; nobody sits at a terminal. */
export const credentialsOf = (
  config: ClusterConfig,
  world: { readonly terminal?: () => boolean; readonly signal?: AbortSignal } = {},
): Promise<Credentials> =>
  config.credentials({ signal: NEVER, awaited: createAwaited(() => undefined), terminal: () => false, ...world })
