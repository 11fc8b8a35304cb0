// The relay that misbehaves for the tests: each fault as a client sees it, and as the server behind it does.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http2 from 'node:http2'
import https from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeApiServer, tlsFile } from '../support/fake-api-server.ts'
import type { FakeApiServer, Step } from '../support/fake-api-server.ts'
import { readAsked } from '../support/relay/asked.ts'
import type { Rule } from '../support/relay/fault.ts'
import { startRelay } from '../support/relay/relay.ts'
import type { Relay } from '../support/relay/relay.ts'

const test = suite('relay')
const ca = readFileSync(tlsFile('server.crt'))

const JOBS = '/apis/batch/v1/namespaces/shop/jobs'
const EVENTS = ['ADDED', 'MODIFIED', 'BOOKMARK', 'DELETED'].map((type) => `{"type":"${type}","object":{}}\n`)

/** Counts the lists that it answers; a watch has four events and an end. */
function server(): Step {
  let lists = 0
  return (response, { url }) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    if (url.includes('watch=true')) response.end(EVENTS.join(''))
    else response.end(JSON.stringify({ list: (lists += 1) }))
  }
}

/** What a client got. */
interface Got {
  readonly status: number
  readonly body: string
  readonly retryAfter?: string
  /** The stream or the connection broke before the body's end. */
  readonly broken: boolean
}

interface Around {
  readonly relay: Relay
  readonly fake: FakeApiServer
  readonly ask: (url?: string, method?: string) => Promise<Got>
}

/** Runs with a relay before a fake server, and a client on one HTTP/2 connection that is made anew when it is gone. */
async function withRelay(rules: readonly Rule[], run: (around: Around) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'hooksync-relay-'))
  const fake = await fakeApiServer([], { protocol: 'h2', rest: server() })
  const kubeconfigPath = join(dir, 'config')
  writeFileSync(kubeconfigPath, `server: ${fake.url}`)
  const relay = await startRelay(
    { server: fake.url, caFile: tlsFile('server.crt'), kubeconfigPath, env: {}, dir },
    ...rules,
  )
  let session: http2.ClientHttp2Session | undefined
  const ask: Around['ask'] = async (url = JOBS, method = 'GET') => {
    if (session === undefined || session.closed || session.destroyed) {
      session = http2.connect(relay.url, { ca })
      session.on('error', () => undefined)
    }
    return request(session, url, method)
  }
  try {
    await run({ relay, fake, ask })
  } finally {
    session?.destroy()
    await relay.close()
    await fake.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

function request(session: http2.ClientHttp2Session, url: string, method: string): Promise<Got> {
  return new Promise((resolve) => {
    const stream = session.request({ ':path': url, ':method': method })
    let got: Got = { status: 0, body: '', broken: true }
    stream.setEncoding('utf8')
    stream.on('response', (headers) => {
      const retryAfter = headers['retry-after']
      got = { ...got, status: headers[':status'] ?? 0, ...(retryAfter === undefined ? {} : { retryAfter }) }
    })
    stream.on('data', (text: string) => void (got = { ...got, body: got.body + text }))
    stream.on('end', () => void (got = { ...got, broken: stream.rstCode !== 0 }))
    stream.on('error', () => undefined)
    stream.on('close', () => resolve(got.status === 0 || session.destroyed ? { ...got, broken: true } : got))
    stream.end()
  })
}

const toLists = (fault: Rule['fault'], more: Partial<Rule> = {}): Rule => ({ to: { verb: 'list' }, fault, ...more })
const toWatches = (fault: Rule['fault']): Rule => ({ to: { verb: 'watch' }, fault })

test('without a rule everything passes, and the kubeconfig leads to the relay', async () => {
  await withRelay([], async ({ relay, ask }) => {
    assert.equal(await ask(), { status: 200, body: '{"list":1}', broken: false })
    assert.equal(await ask(`${JOBS}?watch=true`), { status: 200, body: EVENTS.join(''), broken: false })
    assert.is(readFileSync(relay.kubeconfigPath, 'utf8'), `server: ${relay.url}`)
    assert.equal(
      relay.seen.map(({ asked }) => asked.verb),
      ['list', 'watch'],
    )
  })
})

for (const [title, fault, seen] of [
  ['a lost request never reaches the server', { do: 'lose-request' }, 0],
  ['a lost answer is of a request that was carried out', { do: 'lose-answer' }, 1],
] as const) {
  test(`${title}, and the client can come again`, async () => {
    await withRelay([toLists(fault)], async ({ fake, ask }) => {
      assert.is((await ask()).broken, true)
      assert.is(fake.seen.length, seen)
      assert.is((await ask()).status, 200)
    })
  })
}

test('an answer that is cut has half of its body', async () => {
  await withRelay([toLists({ do: 'cut' })], async ({ ask }) => {
    const { body, broken } = await ask()
    assert.is(body, '{"lis')
    assert.is(broken, true)
  })
})

test('an answer of the relay has its status and Retry-After; carried out or not', async () => {
  const rules = [
    toLists({ do: 'answer', status: 429, retryAfter: 1 }),
    toLists({ do: 'answer', status: 500, carriedOut: true }, { from: 2 }),
    toLists({ do: 'answer', status: 502, body: 'html' }, { from: 3 }),
    toLists({ do: 'answer', status: 200, body: 'broken' }, { from: 4 }),
  ]
  await withRelay(rules, async ({ fake, ask }) => {
    const first = await ask()
    assert.is(first.retryAfter, '1')
    assert.is(JSON.parse(first.body).reason, 'TooManyRequests')
    assert.is(fake.seen.length, 0)
    assert.is((await ask()).status, 500)
    assert.is(fake.seen.length, 1)
    assert.match((await ask()).body, '<html>')
    const { body } = await ask()
    assert.throws(() => JSON.parse(body))
    assert.is((await ask()).status, 200)
  })
})

test('a stale list is the first answer that it had', async () => {
  await withRelay([toLists({ do: 'stale-list' }, { from: 3 })], async ({ ask }) => {
    await ask()
    assert.is((await ask()).body, '{"list":2}')
    assert.is((await ask()).body, '{"list":1}')
    assert.is((await ask()).body, '{"list":3}')
  })
})

test('a silent watch is open, and nothing comes', async () => {
  await withRelay([toWatches({ do: 'silent' })], async ({ relay }) => {
    const session = http2.connect(relay.url, { ca })
    const stream = session.request({ ':path': `${JOBS}?watch=true` })
    const first = await new Promise<string>((resolve) => {
      stream.on('data', () => resolve('data'))
      stream.on('response', () => session.ping(() => resolve('nothing')))
    })
    assert.is(first, 'nothing')
    session.destroy()
  })
})

test('a watch forgets events, but no bookmark', async () => {
  await withRelay([toWatches({ do: 'forget-events', after: 1 })], async ({ ask }) => {
    assert.is((await ask(`${JOBS}?watch=true`)).body, `${EVENTS[0]}${EVENTS[2]}`)
  })
})

test('a watch ends with an ERROR event', async () => {
  await withRelay([toWatches({ do: 'end-watch', code: 410, after: 1 })], async ({ ask }) => {
    const lines = (await ask(`${JOBS}?watch=true`)).body.split('\n')
    assert.is(`${lines[0]}\n`, EVENTS[0])
    assert.equal(JSON.parse(lines[1] ?? '').object.reason, 'Expired')
    assert.is(lines.length, 3)
  })
})

test('after GOAWAY a request is answered, or refused as not processed', async () => {
  const rules = [toLists({ do: 'go-away', processed: true }), toLists({ do: 'go-away', processed: false }, { from: 2 })]
  await withRelay(rules, async ({ fake, ask }) => {
    assert.equal(await ask(), { status: 200, body: '{"list":1}', broken: false })
    assert.is((await ask()).status, 0)
    assert.is(fake.seen.length, 1)
    assert.is((await ask()).status, 200)
  })
})

test('a server that is gone refuses connections until it is back', async () => {
  await withRelay([toLists({ do: 'die' })], async ({ relay, ask }) => {
    assert.is((await ask()).status, 0)
    assert.is((await ask()).status, 0)
    await relay.revive()
    assert.is((await ask()).status, 200)
  })
})

test('a server that is gone stays gone when the relay has been closed meanwhile', () =>
  withRelay([], async ({ relay }) => {
    relay.die()
    await relay.close()
    await relay.revive()
    const error: unknown = await fetch(relay.url).catch((cause: unknown) => cause)
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined
    assert.match(String(cause), 'ECONNREFUSED')
  }))

test('a client of HTTP/1.1 is served alike', async () => {
  await withRelay([toLists({ do: 'lose-answer' })], async ({ relay, fake }) => {
    const agent = new https.Agent({ ca })
    const ask = (): Promise<string> =>
      new Promise((resolve) => {
        https
          .get(`${relay.url}${JOBS}`, { agent }, (response) => {
            response.setEncoding('utf8').on('data', (text: string) => resolve(text))
          })
          .on('error', () => resolve('broken'))
      })
    assert.is(await ask(), 'broken')
    assert.is(fake.seen.length, 1)
    assert.is(await ask(), '{"list":2}')
    agent.destroy()
  })
})

test("a request is named in the API server's words", () => {
  const asked = (method: string, url: string, body = ''): string => {
    const { verb, resource, subresource, namespace, name, dryRun } = readAsked(method, url, body)
    return [verb, resource, subresource, namespace, name, dryRun ? 'dry-run' : ''].join(' ').trim()
  }
  assert.is(asked('GET', '/apis'), 'discovery')
  assert.is(asked('GET', '/apis/batch/v1'), 'discovery')
  assert.is(asked('GET', '/openapi/v3'), 'other')
  assert.is(asked('GET', '/api/v1/namespaces/shop'), 'get namespaces   shop')
  assert.is(asked('GET', '/api/v1/namespaces/shop/pods/web/log'), 'get pods log shop web')
  assert.is(asked('GET', `${JOBS}?watch=true&fieldSelector=metadata.name%3Dmigrate`), 'watch jobs  shop migrate')
  assert.is(asked('POST', JOBS, '{"metadata":{"name":"migrate"}}'), 'create jobs  shop migrate')
  assert.is(asked('PATCH', `${JOBS}/migrate?dryRun=All`), 'patch jobs  shop migrate dry-run')
  assert.is(asked('DELETE', `${JOBS}/migrate`, '{"dryRun":["All"]}'), 'delete jobs  shop migrate dry-run')
})

test.run()
