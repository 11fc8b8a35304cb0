// Reads the API server's audit log: the referee of what was really asked of it. Knows nothing about how it is started.
import { open, stat } from 'node:fs/promises'
import { waitUntil } from './probe.ts'

/** One request. A watch or a followed log is one event too, from the moment it was accepted. */
export interface AuditEvent {
  readonly auditID: string
  /** ResponseComplete, or ResponseStarted for a watch. */
  readonly stage: string
  readonly verb: string
  readonly user: string
  readonly userAgent: string
  readonly requestURI: string
  /** HTTP status; 0 if there was none. */
  readonly code: number
  /** When the request came and when it was answered: RFC 3339 with microseconds. */
  readonly received: string
  readonly answered: string
  /** What it was about, unless it was not a resource (discovery, /version). */
  readonly object?: AuditObject
  /** What was sent, if bodies are logged. */
  readonly requestObject?: unknown
  readonly annotations: Readonly<Record<string, string>>
}

/** The resource that a request is about; a part that the log does not have is empty. */
export interface AuditObject {
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly uid: string
}

/** The events from byte `from` of the log on, where a line begins, each request once, in the order of their answers. */
export async function readAuditLog(path: string, from: number): Promise<AuditEvent[]> {
  const text = (await readLines(path, from)).toString('utf8')
  const events = new Map<string, AuditEvent>()
  for (const line of text.split('\n')) {
    if (line === '') continue
    const event = parseEvent(line)
    if (!events.has(event.auditID)) events.set(event.auditID, event)
  }
  return [...events.values()]
}

/**
 * Where a line begins before which every request stands that was answered before this call. A request may be answered a moment
 * before it is logged: a question of our own, once logged, tells that all before is.
 */
export async function auditMark(path: string, ask: (question: string) => Promise<unknown>): Promise<number> {
  const { size } = await stat(path)
  const question = `/version?mark=${size}-${process.hrtime.bigint()}`
  await ask(question)
  let lines: Buffer = Buffer.alloc(0)
  await waitUntil('the audit log stood still', 10_000, async () => {
    lines = await readLines(path, size)
    return lines.includes(question)
  })
  return size + lines.length
}

/** The log's whole lines from byte `from` on, of which the last may be half written; nothing if there is no log yet. */
async function readLines(path: string, from: number): Promise<Buffer> {
  const file = await open(path, 'a+')
  try {
    const { size } = await file.stat()
    const bytes = Buffer.alloc(Math.max(0, size - from))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from)
    return bytes.subarray(0, bytes.subarray(0, bytesRead).lastIndexOf('\n') + 1)
  } finally {
    await file.close()
  }
}

/** Whether someone else than the control plane's own parts asked. */
export function isFromOutside({ user }: AuditEvent): boolean {
  return !user.startsWith('system:') || user.startsWith('system:serviceaccount:') || user === 'system:anonymous'
}

interface RawEvent {
  auditID: string
  stage: string
  verb: string
  user: { username?: string }
  userAgent?: string
  requestURI: string
  responseStatus?: { code?: number }
  requestReceivedTimestamp: string
  stageTimestamp: string
  objectRef?: {
    apiGroup?: string
    apiVersion?: string
    resource?: string
    subresource?: string
    namespace?: string
    name?: string
    uid?: string
  }
  requestObject?: unknown
  annotations?: Record<string, string>
}

function parseEvent(line: string): AuditEvent {
  const raw = JSON.parse(line) as RawEvent
  const { objectRef: ref } = raw
  return {
    auditID: raw.auditID,
    stage: raw.stage,
    verb: raw.verb,
    user: raw.user.username ?? '',
    userAgent: raw.userAgent ?? '',
    requestURI: raw.requestURI,
    code: raw.responseStatus?.code ?? 0,
    received: raw.requestReceivedTimestamp,
    answered: raw.stageTimestamp,
    ...(ref && {
      object: {
        group: ref.apiGroup ?? '',
        version: ref.apiVersion ?? '',
        resource: ref.resource ?? '',
        subresource: ref.subresource ?? '',
        namespace: ref.namespace ?? '',
        name: ref.name ?? '',
        uid: ref.uid ?? '',
      },
    }),
    ...(raw.requestObject !== undefined && { requestObject: raw.requestObject }),
    annotations: raw.annotations ?? {},
  }
}
