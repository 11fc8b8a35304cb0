// The failing deployments of examples/failures/, as each says of itself in the comment on top of its app.yaml.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { table } from './markdown.ts'

const FOLDER = fileURLToPath(new URL('../../examples/failures', import.meta.url))

/** One of them. */
export interface FailureExample {
  /** Its folder below examples/failures/. */
  readonly name: string
  /** What goes wrong, a sentence or two. */
  readonly wrong: string
  /** What to do about it. */
  readonly remedy: string
  /** The command, as it is typed in the checkout. */
  readonly command: string
  /** What the screen has to say when it is over. */
  readonly cause: string
}

/** All of them, by name; throws where a comment lacks something. */
export function readFailureExamples(): readonly FailureExample[] {
  const names = readdirSync(FOLDER).toSorted()
  return names.map((name) => parseExample(name, readFileSync(`${FOLDER}/${name}/app.yaml`, 'utf8')))
}

/** Where the screen of an example is kept. */
export function screenFile(name: string): string {
  return `${FOLDER}/${name}/screen.txt`
}

/** Reads the comment: what goes wrong; `To do: …`; `Run: kubectl hooksync …`; `Cause: …`. */
export function parseExample(name: string, text: string): FailureExample {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => !line.startsWith('# '))
  const comment = lines.slice(0, end).map((line) => line.slice(2))
  const [, wrong, remedy, command, cause] =
    /^(.+?) To do: (.+?) Run: (kubectl hooksync .+?) Cause: (.+)$/.exec(comment.join(' ')) ?? []
  if (wrong === undefined || remedy === undefined || command === undefined || cause === undefined)
    throw new Error(
      `examples/failures/${name}/app.yaml: its comment is not "…, To do: …, Run: kubectl hooksync …, Cause: …"`,
    )
  return { name, wrong, remedy, command, cause }
}

/** The table of all, each with its manifests and its screen. */
export function failureTable(): string {
  return table(
    ['example', 'what goes wrong', 'what to do', 'screen'],
    readFailureExamples().map(({ name, wrong, remedy }) => [
      `[${name}](../examples/failures/${name}/app.yaml)`,
      wrong,
      remedy,
      `[screen](../examples/failures/${name}/screen.txt)`,
    ]),
  )
}
