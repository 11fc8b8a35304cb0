// A program in a pane of tmux, which is a terminal of its own with a scrollback.
import { execa } from 'execa'

/** A pane. */
export interface Pane {
  /** What stands on the screen, line by line, as wide as the screen. */
  screen(): Promise<readonly string[]>
  /** The same with the scrollback before it, wrapped rows put together. */
  all(): Promise<readonly string[]>
  resize(columns: number, rows: number): Promise<void>
  /** Presses keys, by their names in tmux: `Enter`, `C-c`. */
  press(...keys: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** Whether there is a tmux. */
export async function hasTmux(): Promise<boolean> {
  const { failed } = await execa('tmux', ['-V'], { reject: false })
  return !failed
}

/** Runs a shell command in a pane of a server of its own; the pane stays when the command has ended. */
export async function openPane(
  name: string,
  command: string,
  size: { readonly columns: number; readonly rows: number; readonly env: Readonly<Record<string, string>> },
): Promise<Pane> {
  const tmux = async (...args: readonly string[]): Promise<string> => {
    const env = { ...size.env, LC_ALL: 'C.UTF-8', TERM: 'xterm-256color' }
    const { stdout } = await execa('tmux', ['-u', '-L', name, '-f', '/dev/null', ...args], { env, extendEnv: false })
    return stdout
  }
  await tmux('new-session', '-d', '-x', `${size.columns}`, '-y', `${size.rows}`, `${command}; sleep 60`)
  const lines = (text: string): readonly string[] => text.trimEnd().split('\n')
  return {
    screen: async () => lines(await tmux('capture-pane', '-p')),
    all: async () => lines(await tmux('capture-pane', '-p', '-J', '-S', '-')).map((line) => line.trimEnd()),
    resize: async (columns, rows) => void (await tmux('resize-window', '-x', `${columns}`, '-y', `${rows}`)),
    press: async (...keys) => void (await tmux('send-keys', ...keys)),
    close: async () => void (await tmux('kill-server')),
  }
}
