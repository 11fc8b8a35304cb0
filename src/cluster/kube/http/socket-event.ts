// One step of making a connection: an event of a socket, its failure, its time, or the signal, whichever comes first.
import type { Socket } from 'node:net'
import { ClusterError } from '../../../errors.ts'
import { onAbort } from '../../on-abort.ts'

/** How long is waited, and what is told then. */
export interface Patience {
  readonly signal: AbortSignal
  readonly milliseconds: number
  readonly late: () => ClusterError
}

/** Resolves at the event. Otherwise the socket is destroyed, so that it holds nothing, and this rejects with the reason. */
export function socketEvent(
  socket: Socket,
  event: 'connect' | 'secureConnect' | 'readable',
  { signal, milliseconds, late }: Patience,
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
    const timer = setTimeout(() => fail(late()), milliseconds)
    socket.once(event, succeed)
    socket.once('error', fail)
    socket.once('close', onClose)
    let stopWaiting: () => void = () => undefined
    stopWaiting = onAbort(signal, () => fail(new ClusterError('connecting was given up', { reason: 'Aborted' })))
  })
}
