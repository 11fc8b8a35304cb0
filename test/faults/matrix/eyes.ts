// Looks at the control plane past any relay: what is there, and what became of each Job, as a watch of its own saw it.
import { readFileSync } from 'node:fs'
import type { ControlPlane } from '../../support/control-plane.ts'
import { createUpstream, readWhole } from '../../support/relay/upstream.ts'
import type { Incoming } from '../../support/relay/upstream.ts'

/** A Job, with the object that had its name. */
export interface SeenJob {
  readonly uid: string
  readonly name: string
  readonly namespace: string
  /** Milliseconds since 1970. */
  completeAt?: number
  gone: boolean
}

/** An object as the API gives it, as far as it is looked into here. */
export interface Live {
  readonly kind?: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly uid: string
    readonly resourceVersion: string
    readonly generation?: number
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
    readonly managedFields?: readonly {
      readonly manager: string
      readonly operation: string
      readonly subresource?: string
    }[]
    readonly deletionTimestamp?: string
  }
  readonly spec?: unknown
  readonly data?: unknown
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[]
    readonly observedGeneration?: number
    readonly availableReplicas?: number
    readonly updatedReplicas?: number
    readonly replicas?: number
  }
}

/** The eyes of the matrix. */
export interface Eyes {
  makeNamespace(name: string): Promise<void>
  list(path: string): Promise<readonly Live[]>
  /** All Jobs that a namespace ever had since the eyes were opened. */
  jobs(namespace: string): readonly SeenJob[]
  /** Resolves at the next change of a Job there, at the latest after so many milliseconds. */
  changed(namespace: string, milliseconds: number): Promise<void>
  close(): void
}

const JOBS = '/apis/batch/v1/jobs'

/** Opens the eyes as `admin`. */
export async function openEyes(plane: ControlPlane): Promise<Eyes> {
  const upstream = createUpstream(plane.server, readFileSync(plane.caFile))
  const headers = { authorization: `Bearer ${plane.adminToken}`, 'user-agent': 'eyes' }
  const send = (method: string, url: string, body = ''): Promise<Incoming> =>
    upstream.send({
      method,
      url,
      headers: { ...headers, ...(body === '' ? {} : { 'content-type': 'application/json' }) },
      body: Buffer.from(body),
    })
  const read = async (url: string): Promise<Listed> => parseList((await readWhole(await send('GET', url))).body)
  const seen = new Map<string, SeenJob>()
  const waiting = new Set<{ readonly namespace: string; readonly wake: () => void }>()
  const { metadata } = await read(JOBS)
  const watch = await send('GET', `${JOBS}?watch=true&resourceVersion=${metadata.resourceVersion}&timeoutSeconds=7200`)
  void readLines(watch, (line) => {
    const { type, object } = parseEvent(line)
    note(seen, type, object)
    for (const one of waiting) if (one.namespace === object.metadata.namespace) one.wake()
  })
  return {
    makeNamespace: async (name) => {
      await readWhole(await send('POST', '/api/v1/namespaces', JSON.stringify({ metadata: { name } })))
    },
    list: async (path) => (await read(path)).items,
    jobs: (namespace) => [...seen.values()].filter((job) => job.namespace === namespace),
    changed: (namespace, milliseconds) =>
      new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer)
          waiting.delete(one)
          resolve()
        }
        const one = { namespace, wake }
        const timer = setTimeout(wake, milliseconds)
        waiting.add(one)
      }),
    close: () => upstream.close(),
  }
}

interface Listed {
  readonly metadata: { readonly resourceVersion: string }
  readonly items: readonly Live[]
}

function note(seen: Map<string, SeenJob>, type: string, { metadata, status }: Live): void {
  const { uid, name, namespace = '' } = metadata
  const job = seen.get(uid) ?? { uid, name, namespace, gone: false }
  seen.set(uid, job)
  const isComplete = (status?.conditions ?? []).some(
    (condition) => ['Complete', 'SuccessCriteriaMet'].includes(condition.type) && condition.status === 'True',
  )
  if (isComplete) job.completeAt ??= Date.now()
  if (type === 'DELETED') job.gone = true
}

async function readLines({ body }: Incoming, take: (line: string) => void): Promise<void> {
  let rest = ''
  try {
    for await (const chunk of body.setEncoding('utf8')) {
      const lines = `${rest}${String(chunk)}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) take(line)
    }
  } catch {
    // Closed with the eyes.
  }
}

function parseList(body: Buffer): Listed {
  return JSON.parse(body.toString('utf8')) as Listed
}

function parseEvent(line: string): { readonly type: string; readonly object: Live } {
  return JSON.parse(line) as { readonly type: string; readonly object: Live }
}
