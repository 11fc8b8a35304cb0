// Finds the Helm that started us among our ancestors. Reads /proc only through what it is given; unreadable is not a proof.
import { readFileSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'

/** What is known of a process. */
export interface ProcessFacts {
  readonly pid: number
  readonly parentPid: number
  readonly argv: readonly string[]
}

/** Reads a process; undefined when it is gone or may not be read. */
export type ReadProcess = (pid: number) => ProcessFacts | undefined

/** The Helm that started us. */
export interface FoundHelm {
  readonly pid: number
  readonly argv: readonly string[]
  /** The value of `--post-renderer` that names us. */
  readonly renderer: string
}

/** Who we are, and how names are looked up. */
export interface RendererNames {
  /** The name of Helm 4's plugin; undefined under Helm 3. */
  readonly plugin: string | undefined
  /** The real path of our own executable. */
  readonly self: string
  readonly cwd: string
  /** The variable PATH. */
  readonly path: string
  /** The real path of a file, or undefined when there is none. */
  readonly realpath: (path: string) => string | undefined
}

// A shell script that Helm calls and that calls us stands between; more is another program's business.
const LEVELS = 2

/** The nearest ancestor whose `--post-renderer` names us. */
export function findHelm(parentPid: number, readProcess: ReadProcess, names: RendererNames): FoundHelm | undefined {
  let pid = parentPid
  let between: ProcessFacts | undefined
  for (let level = 0; level < LEVELS && pid > 0; level += 1) {
    const facts = readProcess(pid)
    if (facts === undefined) return undefined
    const renderer = postRenderer(facts.argv)
    if (renderer !== undefined && isOurName(renderer, between, names)) return { pid, argv: facts.argv, renderer }
    between = facts
    pid = facts.parentPid
  }
  return undefined
}

/** What a process is that only starts others: Helm's code is in none of these. */
const STARTERS =
  /^-?(?:(?:ba|da|a|z|k|fi)?sh|busybox|env|sudo|timeout|xargs|make|npm|npx|node|python[\d.]*|ruby|perl|java)$/

/**
 * The field manager of a program that has Helm's code in it: its own name, unless it says another one
 * (helm/helm:pkg/kube/client.go, getManagedFieldsManager). Undefined: it is not known.
 */
export function fieldManagerOf(program: ProcessFacts | undefined): string | undefined {
  const name = program?.argv[0]?.split('/').at(-1) ?? ''
  return name === '' || STARTERS.test(name) ? undefined : name
}

function postRenderer(argv: readonly string[]): string | undefined {
  const index = argv.findLastIndex((word) => word === '--post-renderer' || word.startsWith('--post-renderer='))
  const word = argv[index]
  if (word === undefined) return undefined
  return word.includes('=') ? word.slice(word.indexOf('=') + 1) : argv[index + 1]
}

/** A plugin's name, an executable that is ours, or the script between us and Helm. */
function isOurName(renderer: string, between: ProcessFacts | undefined, names: RendererNames): boolean {
  if (names.plugin !== undefined) return renderer === names.plugin
  const file = executable(renderer, names)
  if (file === undefined) return false
  if (between === undefined) return file === names.self
  // `/bin/sh -e ./render.sh`: the script is one of the first words.
  const scripts = between.argv.slice(0, 3).map((word) => names.realpath(resolve(names.cwd, word)))
  return file === names.self || scripts.includes(file)
}

function executable(name: string, { cwd, path, realpath }: RendererNames): string | undefined {
  if (name === '') return undefined
  const folders = name.includes('/') ? [''] : path.split(delimiter)
  const found = folders.map((folder) => realpath(resolve(cwd, folder, name))).find((file) => file !== undefined)
  return found
}

/** Reads a process of Linux; undefined elsewhere. */
export function readLinuxProcess(pid: number): ProcessFacts | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    // `pid (name) state ppid …`, and the name may hold brackets and blanks.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const parentPid = Number(stat.slice(stat.lastIndexOf(')') + 1).split(' ')[2])
    if (!Number.isSafeInteger(parentPid)) return undefined
    return { pid, parentPid, argv: words.slice(0, -1) }
  } catch {
    return undefined
  }
}
