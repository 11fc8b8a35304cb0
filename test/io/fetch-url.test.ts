// What a URL answers, behind redirections, and the end of it with the signal.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import http from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { fetchUrl } from '../../src/io/fetch-url.ts'

const test = suite('fetch URL')

const never = new AbortController().signal

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const server = http.createServer((request, response) => {
  if (request.url === '/moved') response.writeHead(302, { location: '/there' }).end()
  else if (request.url === '/loop') response.writeHead(301, { location: '/loop' }).end()
  else if (request.url === '/ftp') response.writeHead(301, { location: 'ftp://elsewhere/' }).end()
  else if (request.url === '/there') response.end('content')
  else if (request.url === '/cut') {
    response.writeHead(200, { 'content-length': '100' }).write('begun')
    setImmediate(() => response.destroy())
  } else response.writeHead(404).end('none')
})
const base = await listen(server)

test('a redirection is followed, a refusal is an answer', async () => {
  const moved = await fetchUrl(`${base}/moved`, never)
  assert.equal([moved.status, String(moved.body)], [200, 'content'])
  const absent = await fetchUrl(`${base}/absent`, never)
  assert.equal([absent.status, absent.statusText, String(absent.body)], [404, 'Not Found', 'none'])
})

for (const [path, message] of [
  ['/loop', 'it redirects again and again'],
  ['/ftp', 'it redirects to ftp://'],
  ['/cut', 'aborted'],
] as const) {
  test(`${path}: ${message}`, async () => {
    const error = await fetchUrl(`${base}${path}`, never).catch((cause: unknown) => cause)
    assert.is((error as Error).message, message)
  })
}

test('a server that says nothing is left with the signal', async () => {
  const silent = createServer()
  const url = await listen(silent)
  const stop = new AbortController()
  const gone = new Promise((resolve) => {
    silent.on('connection', (socket) => {
      socket.on('close', resolve)
      socket.on('error', () => undefined)
      socket.resume()
      stop.abort()
    })
  })
  const error = await fetchUrl(url, stop.signal).catch((cause: unknown) => cause)
  assert.is((error as Error).name, 'AbortError')
  await gone
  silent.close()
})

test.after(() => void server.close())

test.run()
