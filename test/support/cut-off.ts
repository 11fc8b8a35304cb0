// A TCP relay whose connections a test can cut, to see what a client does without its server.
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

/** A running relay. */
export interface CutOff {
  readonly port: number
  /** Breaks all connections; further ones are made as before. */
  cut(): void
  close(): Promise<void>
}

/** Starts a relay to a port of this machine. */
export async function cutOff(port: number): Promise<CutOff> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    return socket
  }
  const server = createServer((client) => {
    const upstream = keep(connect(port, '127.0.0.1'))
    keep(client).pipe(upstream).pipe(client)
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut,
    close: async () => {
      cut()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
