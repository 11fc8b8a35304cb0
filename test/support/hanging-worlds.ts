// Worlds in which something that a run needs never comes: each is a command line and its kubeconfig. Judges nothing.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import http2 from 'node:http2'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tlsFile } from './fake-api-server.ts'
import { silentServer } from './silent-server.ts'

/** A run that cannot go on. */
export interface HangingWorld {
  readonly title: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** What has to be named when the time is up. */
  readonly names: RegExp
  /** Its standard input never ends. */
  readonly openInput?: boolean
}

const folder = mkdtempSync(join(tmpdir(), 'hooksync-hanging-'))

/** How many seconds everything that hangs would sleep; nothing else on the machine does so. */
export const SLEEP = String(900_000 + process.pid)

function write(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

const manifest = write('m.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  key: value\n')

function pipe(name: string): string {
  const path = join(folder, name)
  execFileSync('mkfifo', [path])
  return path
}

interface Kubeconfig {
  readonly server: string
  readonly cluster?: string
  readonly user?: string
}

let configs = 0

function kubeconfig({ server, cluster = '', user = '{}' }: Kubeconfig): string {
  return write(
    `config-${(configs += 1)}`,
    `clusters: [{name: c, cluster: {server: "${server}", insecure-skip-tls-verify: true${cluster}}}]
users: [{name: u, user: ${user}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
`,
  )
}

function plugin(name: string, script: string, more = ''): string {
  const path = write(name, `#!/bin/sh\n${script}\n`, 0o700)
  return `{exec: {apiVersion: client.authentication.k8s.io/v1, command: "${path}"${more}}}`
}

/** All worlds; `close` ends what they lean on. */
export async function hangingWorlds(): Promise<{
  readonly worlds: readonly HangingWorld[]
  readonly close: () => void
}> {
  const silent = await silentServer()
  const leaving = await leavingServer()
  return {
    worlds: [...connectingWorlds(silent.port, leaving.url), ...readingWorlds(silent.port)],
    close: () => {
      silent.close()
      leaving.close()
    },
  }
}

const to = (config: Kubeconfig): readonly string[] => ['-f', manifest, '--kubeconfig', kubeconfig(config)]

/** Where the way to the cluster does not lead there. */
function connectingWorlds(port: number, leaving: string): readonly HangingWorld[] {
  const [http, https] = [`http://127.0.0.1:${port}`, `https://127.0.0.1:${port}`]
  const far = 'https://k8s.example.invalid:6443'
  return [
    {
      title: 'a plugin that hangs',
      args: to({ server: https, user: plugin('hangs', `echo "log in at https://idp" >&2; exec sleep ${SLEEP}`) }),
      names: /the credential plugin ".*hangs" of user "u" has not answered for \d s; it says: log in at https:\/\/idp/,
    },
    {
      title: 'a plugin that ignores signals and has children',
      args: to({
        server: https,
        user: plugin(
          'stubborn',
          `trap '' TERM INT HUP; (trap '' TERM; sleep ${SLEEP}; sleep ${SLEEP}) & sleep ${SLEEP}; sleep ${SLEEP}`,
        ),
      }),
      names: /the credential plugin ".*stubborn" of user "u" has not answered for \d s/,
    },
    {
      title: 'a plugin that reads what it should not, and then hangs',
      args: to({
        server: https,
        user: plugin('reads', `cat > /dev/null; exec sleep ${SLEEP}`, ', interactiveMode: IfAvailable'),
      }),
      openInput: true,
      names: /the credential plugin ".*reads" of user "u" has not answered for \d s/,
    },
    {
      title: 'a proxy that says nothing',
      args: to({ server: far, cluster: `, proxy-url: "${http}"` }),
      names: /the proxy http:\/\/127\.0\.0\.1:\d+ has not answered for \d s/,
    },
    {
      title: 'a SOCKS proxy that says nothing',
      args: to({ server: far, cluster: `, proxy-url: "socks5://127.0.0.1:${port}"` }),
      names: /the proxy socks5:\/\/127\.0\.0\.1:\d+ has not answered for \d s/,
    },
    {
      title: 'a TLS handshake without an answer',
      args: to({ server: https }),
      names: /has not answered the TLS handshake for \d s/,
    },
    { title: 'a request without an answer', args: to({ server: http }), names: /has not answered GET \/api for \d s/ },
    {
      title: 'health rules of a cluster without an answer',
      args: [...to({ server: http }), '--health-from', 'cluster'],
      names: /has not answered GET \/api for \d s/,
    },
    {
      title: 'a server that says goodbye each time, keeps its connections and answers nothing',
      args: to({ server: leaving }),
      names: /has not answered GET \/api for \d s/,
    },
  ]
}

/** Where what is to be read does not end. */
function readingWorlds(port: number): readonly HangingWorld[] {
  const [http, https] = [`http://127.0.0.1:${port}`, `https://127.0.0.1:${port}`]
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'kubectl'), `#!/bin/sh\nsleep ${SLEEP} &\nsleep ${SLEEP}\n`, { mode: 0o755 })
  return [
    { title: 'a pipe for -f', args: ['-f', pipe('manifests')], names: /\/manifests has not ended/ },
    {
      title: 'a pipe for --kubeconfig',
      args: ['-f', manifest, '--kubeconfig', pipe('kubeconfig')],
      names: /the kubeconfig has not been read/,
    },
    {
      title: 'a pipe for a client key',
      args: to({ server: https, user: `{client-key: "${pipe('key')}"}` }),
      names: /\/key, the client key of user "u", has not ended for \d s/,
    },
    {
      title: 'a pipe for --health-from',
      args: [...to({ server: http }), '--health-from', pipe('health')],
      names: /\/health has not ended/,
    },
    { title: 'a pipe for --plan', args: ['-f', manifest, '--plan', pipe('plan')], names: /\/plan has not ended/ },
    { title: 'standard input without an end', args: ['-f', '-'], openInput: true, names: /<stdin> has not ended/ },
    {
      title: 'a URL that takes the connection only',
      args: ['-f', `${http}/m.yaml`],
      names: /the answer of http:\/\/\S+\/m\.yaml has not ended/,
    },
    {
      title: 'a URL whose TLS is not answered',
      args: ['-f', `${https}/m.yaml`],
      names: /the answer of https:\/\/\S+\/m\.yaml has not ended/,
    },
    {
      title: 'a kustomize that hangs, with a child',
      args: ['-k', folder],
      env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` },
      names: /kubectl kustomize \S+ has not ended/,
    },
  ]
}

/** How many of the programs that hang are still there. */
export async function countSleepers(): Promise<number> {
  const child = spawn('pgrep', ['-c', '-f', `sleep ${SLEEP}$`], { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  for await (const chunk of child.stdout) output += String(chunk)
  return Number(output)
}

async function leavingServer(): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = http2.createSecureServer({
    cert: readFileSync(tlsFile('server.crt')),
    key: readFileSync(tlsFile('server.key')),
  })
  server.on('sessionError', () => undefined)
  server.on('secureConnection', (socket) => {
    // As a proxy that never closes: it does not answer the end that the client sends.
    socket.allowHalfOpen = true
    socket.on('error', () => undefined)
  })
  server.on('stream', (stream) => {
    stream.on('error', () => undefined)
    stream.session?.goaway()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `https://127.0.0.1:${port}`, close: () => server.close() }
}
