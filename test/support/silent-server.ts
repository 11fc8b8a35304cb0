// Servers that take connections and misbehave before HTTP begins: say nothing, or the same to everybody.
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A running server. */
export interface SilentServer {
  readonly port: number
  /** Connections that are open now. */
  readonly open: ReadonlySet<Socket>
  /** All bytes that came, connection by connection, as text. */
  readonly heard: readonly string[]
  close(): void
}

/** Listens on loopback; `answer` is given to the first bytes of each connection, nothing is without it. */
export async function silentServer(answer?: (socket: Socket, head: string) => void): Promise<SilentServer> {
  const open = new Set<Socket>()
  const heard: string[] = []
  const server = createServer((socket) => {
    const at = heard.push('') - 1
    open.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
    socket.once('data', (first: Buffer) => answer?.(socket, first.toString('latin1')))
    socket.on('data', (chunk: Buffer) => {
      heard[at] += chunk.toString('latin1')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    open,
    heard,
    close: () => {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}
