// Asks somebody at the terminal. Whoever is not there has not agreed.
import { tellPeople } from '../guard/tell.ts'
import type { Io } from '../io.ts'
import { untilSignal } from './interruption.ts'

/** Whether somebody can be asked; standard input may be a manifest instead. */
export function canAsk({ stdin }: Pick<Io, 'stdin'>, readsStdin: boolean): boolean {
  return !readsStdin && stdin.isTTY === true
}

/** Asks, and reads one line: only `y` and `yes` are a yes. */
export async function ask(io: Io, question: string): Promise<boolean> {
  tellPeople(io.stderr, io.guard, `${question} [y/N]`)
  const line = await untilSignal(readLine(io), io.signal, () => 'nobody has answered')
  return /^\s*y(?:es)?\s*$/i.test(line)
}

async function readLine({ stdin }: Pick<Io, 'stdin'>): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of stdin) {
    text += decoder.decode(chunk, { stream: true })
    if (text.includes('\n')) break
  }
  return text.split('\n')[0] ?? ''
}
