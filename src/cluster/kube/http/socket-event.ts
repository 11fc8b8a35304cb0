// One step of making a connection: an event of a socket, its failure, its time, or the signal, whichever comes first.
import type { Socket } from 'node:net'
import { ClusterError } from '../../../errors.ts'
import { onAbort } from '../../on-abort.ts'

const PATIENCE_MS = 15_000

/** What ends the waiting, and what is told when it has taken so many milliseconds. */
export interface Patience {
  readonly signal: AbortSignal
  readonly late: (milliseconds: number) => ClusterError
}

/** Resolves at the event. Otherwise the socket is destroyed, so that it holds nothing, and this rejects with the reason. */
export function socketEvent(
  socket: Socket,
  event: 'connect' | 'secureConnect' | 'readable',
  { signal, late }: Patience,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer)
      stopWaiting()
      socket.removeListener(event, succeed)
      socket.removeListener('error', fail)
      socket.removeListener('close', onClose)
      // Whoever uses the socket hears of it; this only keeps a late error from ending the process.
      socket.on('error', () => undefined)
    }
    const succeed = (): void => {
      settle()
      resolve()
    }
    const fail = (error: Error): void => {
      settle()
      socket.destroy()
      reject(error)
    }
    const onClose = (): void => fail(new Error('the connection was closed'))
    const timer = setTimeout(() => fail(late(PATIENCE_MS)), PATIENCE_MS)
    socket.once(event, succeed)
    socket.once('error', fail)
    socket.once('close', onClose)
    let stopWaiting: () => void = () => undefined
    stopWaiting = onAbort(signal, () => fail(new ClusterError('connecting was given up', { reason: 'Aborted' })))
  })
}
