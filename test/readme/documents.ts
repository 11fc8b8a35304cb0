// The pages for people, the commands in their `sh` blocks, and the files that they show.
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** All pages, as paths from the checkout's root. */
export const DOCUMENTS: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...(await readdir(`${ROOT}docs`))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`)
    .toSorted(),
]

/** One line of an `sh` block. */
export interface DocumentedCommand {
  readonly document: string
  readonly command: string
  /** What `# exit code 1` behind it says; else 0. */
  readonly exitCode: number
  /** The major of the Helm that it is for: 3 below a heading `Helm 3`. */
  readonly helm: 3 | 4
}

/** The commands of all pages, in their order. */
export async function readCommands(): Promise<readonly DocumentedCommand[]> {
  const pages = DOCUMENTS.map(async (document) => commandsOf(document, await readDocument(document)))
  return (await Promise.all(pages)).flat()
}

/** The files that a page shows: `yaml` blocks that begin with their name, as in `# world.yaml`. */
export async function filesOf(document: string): Promise<Readonly<Record<string, string>>> {
  const text = await readDocument(document)
  const blocks = [...text.matchAll(/^```yaml\n(# (\S+\.yaml)\n[\s\S]*?)^```$/gm)]
  return Object.fromEntries(blocks.map(([, block = '', name = '']) => [name, block]))
}

/** The links of all pages that lead nowhere: to no file, or to no heading of a page. */
export async function deadLinks(): Promise<readonly string[]> {
  const pages = DOCUMENTS.map(async (document) => {
    const links = [...(await readDocument(document)).matchAll(/\]\((?!https?:)([^)\s]*)\)/g)].map(
      ([, link = '']) => link,
    )
    const dead = await Promise.all(links.map((link) => isDead(document, link)))
    return links.filter((_, index) => dead[index]).map((link) => `${document}: ${link}`)
  })
  return (await Promise.all(pages)).flat()
}

async function isDead(document: string, link: string): Promise<boolean> {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? document : join(dirname(document), path)
  if (!existsSync(`${ROOT}${target}`)) return true
  return anchor !== undefined && !anchorsOf(await readDocument(target)).includes(anchor)
}

/** As GitHub names them. */
function anchorsOf(text: string): readonly string[] {
  const headings = [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)]
  return headings.map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function readDocument(document: string): Promise<string> {
  return readFile(`${ROOT}${document}`, 'utf8')
}

function commandsOf(document: string, text: string): readonly DocumentedCommand[] {
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
  return blocks.flatMap(({ index, 1: block = '' }) => {
    const heading = [...text.slice(0, index).matchAll(/^#+ (.*)$/gm)].at(-1)?.[1]
    const lines = block.trim().split('\n')
    return lines
      .filter((line) => !line.startsWith('#'))
      .map((line) => {
        const [, command = line, code = '0'] = /^(.*?) +# exit code (\d+)$/.exec(line) ?? []
        return { document, command, exitCode: Number(code), helm: heading === 'Helm 3' ? 3 : 4 }
      })
  })
}
