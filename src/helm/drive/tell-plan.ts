// Tells people of a call that drives nothing: what a real run would do, or what Helm cannot express. Opens no connection.
import { messageOf } from '../../errors.ts'
import type { Guard, Io } from '../../io.ts'
import type { Diagnostic } from '../../manifest/diagnostic.ts'
import { harmless } from '../../guard/tell.ts'
import type { HelmReading } from '../../hook/hook-type.ts'
import { keepPlan } from './log-file.ts'
import { tellOnScreen } from './progress.ts'
import type { ProgressOptions } from './progress.ts'

/** A call that drives nothing. */
export interface QuietCall {
  readonly release: string
  /** Undefined: the hooks of install and of upgrade, for no cluster was asked which of them it is. */
  readonly reading: HelmReading | undefined
  /** Undefined: no Helm is known. */
  readonly helmPid: number | undefined
  readonly wrapper: ProgressOptions['wrapper']
  readonly env: Io['env']
  readonly secrets: Pick<Guard, 'mask'>
}

/** Only to the log: the screen is for what Helm prints. Helm has its answer by then, so nothing here may fail. */
export async function tellPlan(
  call: QuietCall,
  reason: string,
  summarize: (reading: HelmReading) => Promise<readonly string[]>,
): Promise<void> {
  const lines = [`plan of ${call.release}: ${reason}`, ...(await tried(() => summarize(call.reading ?? 'both')))]
  keepPlan(call, lines.map((line) => harmless(line, call.secrets.mask)).join(''))
}

async function tried(summarize: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await summarize()
  } catch (error) {
    return [`it could not be made, by a fault of kubectl-hooksync: ${messageOf(error)}`]
  }
}

/** To the screen and to the log: Helm 4 shows nobody what a renderer writes to its standard error. */
export function tellLosses(call: QuietCall, warnings: readonly Diagnostic[], stderr: Io['stderr']): void {
  if (warnings.length === 0) return
  const text = warnings
    .map(({ message }) => harmless(`kubectl-hooksync: warning: ${message}`, call.secrets.mask))
    .join('')
  if (call.helmPid === undefined && call.wrapper === undefined) stderr.write(text)
  else tellOnScreen(call, text)
  keepPlan(call, text)
}
