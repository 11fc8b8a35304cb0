// What a request to the API server is about, read from its method, address and body. Pure; knows no connection.

/** A request in the API server's own words. */
export interface Asked {
  /** As the audit log names it; `discovery` for groups and versions, `other` for what is not a resource. */
  readonly verb:
    | 'get'
    | 'list'
    | 'watch'
    | 'create'
    | 'update'
    | 'patch'
    | 'delete'
    | 'deletecollection'
    | 'discovery'
    | 'other'
  /** `jobs`; empty where there is none. */
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  /** From the address, of a create from the body. */
  readonly name: string
  readonly dryRun: boolean
  readonly method: string
  /** Path with query. */
  readonly url: string
}

/** Which requests are meant; what is left out may be anything. */
export interface Match {
  /** `write`: create, update or patch. */
  readonly verb?: Asked['verb'] | 'write'
  readonly resource?: string
  readonly name?: string
  readonly namespace?: string
  /** Left out: only requests that are no dry run. */
  readonly dryRun?: boolean
  readonly subresource?: string
}

const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'patch'])

/** Reads a request. */
export function readAsked(method: string, url: string, body: string): Asked {
  const { pathname, searchParams } = new URL(url, 'https://relay.invalid')
  const parts = pathname.split('/').filter((part) => part !== '')
  const base = { method, url, dryRun: searchParams.get('dryRun') === 'All' || asksDryRun(method, body) }
  const none = { ...base, resource: '', subresource: '', namespace: '', name: '' }
  if (parts[0] !== 'api' && parts[0] !== 'apis') return { ...none, verb: 'other' }
  const path = parts.slice(parts[0] === 'api' ? 2 : 3)
  if (path.length === 0) return { ...none, verb: 'discovery' }
  const inNamespace = path[0] === 'namespaces' && path.length > 2
  const [resource = '', inPath = '', subresource = ''] = inNamespace ? path.slice(2) : path
  const watched = ['true', '1'].includes(searchParams.get('watch') ?? '')
  const verb = verbOf(method, inPath !== '', watched)
  const selected = /^metadata\.name=(.*)$/.exec(searchParams.get('fieldSelector') ?? '')?.[1]
  const name = verb === 'create' && subresource === '' ? nameIn(body) : (selected ?? inPath)
  return { ...base, verb, resource, subresource, namespace: inNamespace ? (path[1] ?? '') : '', name }
}

/** Whether a request is meant. A list or watch of one name is about that name. */
export function isMeant(match: Match, asked: Asked): boolean {
  return (
    (match.verb === undefined || match.verb === asked.verb || (match.verb === 'write' && WRITES.has(asked.verb))) &&
    (match.resource ?? asked.resource) === asked.resource &&
    (match.name ?? asked.name) === asked.name &&
    (match.namespace ?? asked.namespace) === asked.namespace &&
    (match.subresource ?? '') === asked.subresource &&
    (match.dryRun ?? false) === asked.dryRun
  )
}

function verbOf(method: string, named: boolean, watched: boolean): Asked['verb'] {
  switch (method) {
    case 'GET':
      if (watched) return 'watch'
      return named ? 'get' : 'list'
    case 'POST':
      return 'create'
    case 'PUT':
      return 'update'
    case 'PATCH':
      return 'patch'
    case 'DELETE':
      return named ? 'delete' : 'deletecollection'
    default:
      return 'other'
  }
}

function nameIn(body: string): string {
  const object = parseBody(body)
  return object?.metadata?.name ?? ''
}

function asksDryRun(method: string, body: string): boolean {
  return method === 'DELETE' && (parseBody(body)?.dryRun ?? []).includes('All')
}

function parseBody(body: string): { metadata?: { name?: string }; dryRun?: readonly string[] } | undefined {
  try {
    return JSON.parse(body) as { metadata?: { name?: string }; dryRun?: readonly string[] }
  } catch {
    return undefined
  }
}
