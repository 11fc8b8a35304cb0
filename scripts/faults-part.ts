// A part of `npm run faults`, in a process of its own: performs the cells that it is sent by name, and sends back each outcome.
import { getOneMessage, sendMessage } from 'execa'
import { startControlPlane } from './control-plane/control-plane.ts'
import { cells } from '../test/faults/matrix/rows.ts'
import { runCells } from '../test/faults/matrix/run-cells.ts'
import type { Outcome } from '../test/faults/matrix/run-cells.ts'

/** What a part is to do. */
export interface Part {
  readonly names: readonly string[]
  readonly jobs: number
}

/** An outcome on its way between the processes. */
export type SentOutcome = Omit<Outcome, 'cell'> & { readonly name: string }

const { names, jobs } = (await getOneMessage()) as unknown as Part
const all = new Map(cells().map((cell) => [cell.name, cell]))
const plane = await startControlPlane()
try {
  const tell = ({ cell, ...outcome }: Outcome): void => void sendMessage({ ...outcome, name: cell.name })
  await runCells(
    plane,
    names.flatMap((name) => all.get(name) ?? []),
    { jobs, tell },
  )
} finally {
  await plane.stop()
}
