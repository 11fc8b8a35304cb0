// A terminal for tests: a presenter with a live view writes to an emulator, which can be made smaller and larger.
import xterm from '@xterm/headless'
import type { SyncEvent, SyncEventBody } from '../../../src/sync/events.ts'
import { createStyle } from '../../../src/report/style.ts'
import { createTerminalPresenter } from '../../../src/report/terminal.ts'
import type { Interrupt } from '../../../src/report/terminal.ts'
import { manualTicker } from '../build-events.ts'

/** Width and height. */
export interface Size {
  readonly columns: number
  readonly rows: number
}

/** When the run begins, in milliseconds since 1970. */
export const STARTED_AT = 1_700_000_000_000

/** Opens it. */
export function emulatedTerminal(
  first: Size,
  options: { readonly coloured?: boolean; readonly interrupt?: Interrupt } = {},
) {
  const { emulator, terminal, writes, written, resizeUnheard } = openEmulator(first)
  const clock = manualTicker()
  let now = STARTED_AT
  let seq = 0
  const style = createStyle(options.coloured === true ? 'coloured' : 'plain')
  const presenter = createTerminalPresenter({
    terminal,
    style,
    detail: 'normal',
    now: () => now,
    ticker: clock.ticker,
    deadline: STARTED_AT + 600_000,
    ...(options.interrupt === undefined ? {} : { interrupt: options.interrupt }),
  })
  return {
    /** What was written, each write by itself. */
    writes,
    running: clock.running,
    /** Tells the presenter; draws nothing. */
    tell: (...bodies: readonly SyncEventBody[]): void => {
      for (const body of bodies) {
        seq += 1
        const event: SyncEvent = { ...body, v: 1, seq, at: now }
        presenter.event(event)
      }
    },
    /** Lets time go by, and frames be drawn. */
    pass: async (milliseconds = 0): Promise<void> => {
      now += milliseconds
      clock.tick()
      await written()
    },
    /** Somebody types: the terminal shows it where the cursor is, unless the keys are hidden. */
    type: async (text: string): Promise<void> => {
      await written()
      if (terminal.keys === 'shown') terminal.write(text.replaceAll('\n', '\r\n'))
      await written()
    },
    /** Somebody stops the program, and lets it go on. */
    stop: async (): Promise<void> => {
      terminal.onStop()
      await written()
    },
    keys: () => terminal.keys,
    /** The program has not heard of it yet. */
    resizeUnheard,
    /** The emulator first, as in life: it has another size before the program hears of it. */
    resize: async (size: Size): Promise<void> => {
      await resizeUnheard(size)
      Object.assign(terminal, size)
      clock.tick()
      clock.tick()
      await written()
    },
    end: async (): Promise<void> => {
      presenter.end()
      await written()
    },
    /** All lines since the beginning, wrapped rows put together, without the empty ones at the end. */
    all: () => linesFrom(emulator, 0),
    /** Those on the screen. */
    screen: () => linesFrom(emulator, emulator.buffer.active.baseY),
    close: () => emulator.dispose(),
  }
}

/** The lines from a row on, wrapped rows put together, without the empty ones at the end. */
function linesFrom(emulator: xterm.Terminal, from: number): readonly string[] {
  const { active } = emulator.buffer
  const found: string[] = []
  for (let row = from; row < active.length; row += 1) {
    const line = active.getLine(row)
    const text = line?.translateToString(true) ?? ''
    if (line?.isWrapped === true && found.length > 0) found.push(`${found.pop() ?? ''}${text}`)
    else found.push(text)
  }
  while (found.at(-1) === '') found.pop()
  return found
}

/** An emulator that takes one write after another, as a terminal of the program. */
function openEmulator(size: Size) {
  const emulator = new xterm.Terminal({
    cols: size.columns,
    rows: size.rows,
    scrollback: 5000,
    convertEol: true,
    allowProposedApi: true,
  })
  const writes: string[] = []
  let last: Promise<void> = Promise.resolve()
  const terminal = {
    isTTY: true,
    movesCursor: true,
    ...size,
    keys: 'shown' as 'shown' | 'hidden',
    onStop: (): void => undefined,
    hideKeys: (onStop: () => void) => {
      Object.assign(terminal, { keys: 'hidden', onStop })
      return (): void => void (terminal.keys = 'shown')
    },
    write: (text: string): void => {
      writes.push(text)
      last = last.then(() => new Promise((resolve) => emulator.write(text, resolve)))
    },
  }
  const resizeUnheard = async (next: Size): Promise<void> => {
    await last
    emulator.resize(next.columns, next.rows)
  }
  return { emulator, terminal, writes, written: () => last, resizeUnheard }
}
