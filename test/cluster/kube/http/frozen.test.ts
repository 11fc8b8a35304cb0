// A server that freezes: nothing is asked of it meanwhile, and yet it is told as out of reach within seconds.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect as dial, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from '../../../../src/cluster/kube/kube-cluster.ts'
import { systemClock } from '../../../../src/cluster/system-clock.ts'
import { fakeApiServer } from '../../../support/fake-api-server.ts'
import { optionsFor } from '../../../support/kube-connection.ts'
import { get, OBJECT, ok, PATH } from '../../../support/settings-request.ts'
import { waitUntil } from '../../../support/wait-until.ts'

const test = suite('a frozen server')

/** Hands bytes on in both directions, until it is frozen. */
async function freezing(port: number) {
  const sockets: Socket[] = []
  const server = createServer((near) => {
    const far = dial(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.push(from)
      from.on('error', () => undefined)
      from.on('data', (bytes) => to.write(bytes))
      from.on('close', () => to.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    freeze: () => sockets.forEach((socket) => socket.pause()),
    thaw: () => sockets.forEach((socket) => socket.resume()),
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

test('a quiet connection over which no ping is answered is trouble, until one is; no request is sent for that', async () => {
  const fake = await fakeApiServer([ok, () => undefined], { protocol: 'h2' })
  const between = await freezing(fake.port)
  const server = `https://127.0.0.1:${between.port}`
  const connection = await connect({ ...optionsFor(fake), clock: systemClock, server })
  try {
    assert.equal(await get(connection), OBJECT)
    between.freeze()
    assert.is(connection.trouble(), undefined)
    const frozen = Date.now()
    await waitUntil(() => connection.trouble() !== undefined)
    assert.is(connection.trouble()?.message, `${server} has not answered a ping`)
    const since = (connection.trouble()?.since ?? 0) - frozen
    assert.ok(since >= 0 && since < 2_500, `${since} ms`)
    // What is asked then is what has no answer.
    const asked = get(connection).catch(() => undefined)
    await waitUntil(() => connection.trouble()?.message === `${server} has not answered GET ${PATH}`)
    between.thaw()
    await waitUntil(() => connection.trouble() === undefined)
    assert.is(fake.seen.length, 2)
    connection.close()
    await asked
  } finally {
    connection.close()
    between.close()
    await fake.close()
  }
})

test.run()
