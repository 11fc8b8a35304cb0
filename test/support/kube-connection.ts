// Connects the kube adapter to a fake API server, with a clock that does not wait.
import { onAbort } from '../../src/cluster/on-abort.ts'
import type { Clock } from '../../src/cluster/port.ts'
import { connect } from '../../src/cluster/kube/kube-cluster.ts'
import type { ConnectOptions, KubeConnection } from '../../src/cluster/kube/kube-cluster.ts'
import { fakeApiServer, tlsFile } from './fake-api-server.ts'
import type { FakeApiServer, Protocol, Step } from './fake-api-server.ts'

/** Who sleeps longer listens whether a watch is silent, which takes real time. */
const LONGEST_PAUSE_MS = 60_000

/** A clock that goes on at once and notes for how long it was asked to sleep. */
export function hastyClock(): Clock & { readonly sleeps: number[] } {
  const sleeps: number[] = []
  let now = 1_700_000_000_000
  return {
    sleeps,
    now: () => now,
    sleep: (milliseconds, signal) => {
      if (milliseconds > LONGEST_PAUSE_MS) return new Promise((resolve) => onAbort(signal, resolve))
      sleeps.push(milliseconds)
      now += milliseconds
      return Promise.resolve()
    },
  }
}

/** Options that lead to a fake and nowhere else. */
export function optionsFor(fake: FakeApiServer, options: ConnectOptions = {}): Parameters<typeof connect>[0] {
  return {
    server: fake.url,
    caFile: tlsFile('server.crt'),
    env: { HOME: '/nonexistent' },
    version: '1.2.3',
    clock: hastyClock(),
    ...options,
  }
}

/** What a test works with. */
export interface FakeSession {
  readonly fake: FakeApiServer
  readonly connection: KubeConnection
  readonly clock: ReturnType<typeof hastyClock>
}

/** Runs a test against a scripted fake. */
export async function withFake(
  steps: readonly Step[],
  run: (session: FakeSession) => Promise<void>,
  options: { readonly protocol?: Protocol; readonly rest?: Step; readonly connect?: ConnectOptions } = {},
): Promise<void> {
  const fake = await fakeApiServer(steps, options)
  const clock = hastyClock()
  const connection = await connect({ ...optionsFor(fake, options.connect), clock })
  try {
    await run({ fake, connection, clock })
  } finally {
    connection.close()
    await fake.close()
  }
}
