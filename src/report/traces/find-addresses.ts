// The addresses of a collector, asked for by a process of its own: a name service that does not answer would hold ours to its end.
import { isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { runChild } from '../../io/run-child.ts'

/** Prints what the system knows of a name. */
const SCRIPT = `require('node:dns').lookup(process.argv[1], { all: true }, (error, found) =>
  process.stdout.write(JSON.stringify(error === null ? { found } : { fault: error.message })))`

/** With what they are asked for. */
interface Asking {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ends it, and rejects. */
  readonly signal: AbortSignal
}

/** How a connection to a host finds its address; undefined: as always, for nobody has to be asked. Rejects with what the system says. */
export async function findAddresses(host: string, { env, signal }: Asking): Promise<LookupFunction | undefined> {
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0 || host === 'localhost') return undefined
  const { stdout } = await runChild({
    command: process.execPath,
    args: ['-e', SCRIPT, host],
    env,
    stdin: 'none',
    signal,
  })
  const { found = [], fault }: Answer = JSON.parse(stdout.toString('utf8'))
  const [first] = found
  if (first === undefined) throw new Error(fault ?? `${host} has no address`)
  return (_host, { all }, callback) =>
    all === true ? callback(null, [...found]) : callback(null, first.address, first.family)
}

interface Answer {
  readonly found?: readonly { readonly address: string; readonly family: number }[]
  readonly fault?: string
}
