// While a live view is drawn the terminal does not show the keys that somebody types: an Enter would move what is drawn. They stay there for whoever reads next.
import { readFileSync } from 'node:fs'
import type * as ChildProcess from 'node:child_process'

/** Gives the terminal back; undefined: nothing is hidden. */
let giveBack: (() => void) | undefined

/** Who draws on a terminal now, and takes away what it has drawn. */
let drawing: { readonly fd: number; readonly onStop: () => void } | undefined

/**
 * Hides the keys of the terminal that is open as `fd`, and gives the function that shows them again. `onStop` is called
 * before a Ctrl-Z stops the process, or a Ctrl-\ ends it, or something else is written to the terminal: it has to call that
 * function. Where nothing can hide them (no stty, another program has the terminal) they are shown as before.
 */
export function hideKeys(fd: number, onStop: () => void): () => void {
  showKeys()
  if (process.platform === 'win32') return () => undefined
  const wasShown = isInForeground() && showsKeys(stty(fd, '-a'))
  if (wasShown) stty(fd, '-echo')
  const stop = (): void => {
    onStop()
    process.kill(process.pid, 'SIGSTOP')
  }
  const quit = (): void => {
    onStop()
    process.kill(process.pid, 'SIGQUIT')
  }
  const back = (): void => {
    if (giveBack !== back) return
    giveBack = drawing = undefined
    process.off('SIGTSTP', stop).off('SIGQUIT', quit).off('exit', back)
    if (wasShown && isInForeground()) stty(fd, 'echo')
  }
  process.on('SIGTSTP', stop).on('SIGQUIT', quit).on('exit', back)
  giveBack = back
  drawing = { fd, onStop }
  return back
}

/** Takes away what is drawn for as long as keys are hidden, where another output than that writes to the terminal. */
export function leaveTo(fd: number): void {
  if (drawing !== undefined && drawing.fd !== fd) drawing.onStop()
}

/** Whether a terminal shows what is typed, by what `stty -a` says of it, in lines as wide as that terminal. */
export function showsKeys(said: string): boolean {
  return /(?:^|\s)echo\b/.test(said)
}

/** Shows them again, if they are hidden: for whoever ends the process by force. */
export function showKeys(): void {
  giveBack?.()
}

/** What it says, '' where there is none. It changes what its standard input is. */
function stty(fd: number, word: string): string {
  // Loaded here: most runs have no terminal. It has to be there at once, for a process may be about to end.
  const { spawnSync }: typeof ChildProcess = process.getBuiltinModule('node:child_process')
  const { stdout } = spawnSync('stty', [word], { stdio: [fd, 'pipe', 'ignore'], encoding: 'utf8', timeout: 1000 })
  return stdout ?? ''
}

/** Whoever changes a terminal from the background is stopped, with all of its group. */
function isInForeground(): boolean {
  try {
    // man 5 proc_pid_stat; the name of the program, in brackets, may hold anything.
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return fields[2] === fields[5]
  } catch {
    const { spawnSync }: typeof ChildProcess = process.getBuiltinModule('node:child_process')
    const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', `${process.pid}`], { encoding: 'utf8', timeout: 1000 })
    return (stdout ?? '').includes('+')
  }
}
