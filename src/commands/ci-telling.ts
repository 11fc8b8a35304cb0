// What a run tells a CI system, from flags and environment: marks, paths, files. Opens what has to be writable before anything is written to a cluster.
import { realpathSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { tellPeople } from '../guard/tell.ts'
import type { Io } from '../io.ts'
import { openOwnFile } from '../io/own-file.ts'
import type { OwnFile } from '../io/own-file.ts'
import { ciSystem } from '../report/ci/ci-system.ts'
import type { CiTelling } from '../report/ci/ci-presenter.ts'
import { JUNIT_MARK, unfinishedJunit } from '../report/ci/junit.ts'
import { addingTo } from '../report/ci/report-files.ts'
import type { CiFlags } from './flags/ci-flags.ts'

/** What is told; undefined: nobody asked, and no CI system is known. Throws a UsageError where --junit cannot be written. */
export function ciTelling({ ci, junit }: CiFlags, io: Io): CiTelling | undefined {
  const system = ciSystem(ci, io.env)
  if (system === undefined && junit === undefined) return undefined
  const summary = io.env['GITHUB_STEP_SUMMARY'] ?? ''
  const root = realPath(io.env['GITHUB_WORKSPACE'] || io.cwd)
  const cwd = realPath(io.cwd)
  return {
    system,
    pathOf: (source) => pathBelow(root, cwd, source),
    // Written at once, so that no old one is taken for this run's.
    junit: junit === undefined ? undefined : junitFile(junit, io.cwd, unfinishedJunit()),
    summary: system === 'github' && summary !== '' ? addingTo(summary) : undefined,
    warn: (message) => tellPeople(io.stderr, io.guard, `warning: ${message}`),
  }
}

/** Where JUnit XML goes, with `first` in it at once; throws a UsageError where the file cannot be written, or is no report of ours. */
export function junitFile(name: string, cwd: string, first?: string): OwnFile {
  const kind = { flag: '--junit', what: 'JUnit report of ours', mark: JUNIT_MARK, example: 'junit.xml' }
  return openOwnFile(name, cwd, kind, first)
}

/** What is no file has a name that is none: `<stdin>`, a URL, `kustomize DIR`. */
const NO_FILE = /^<|^https?:\/\/|^kustomize /

function pathBelow(root: string, cwd: string, source: string): string | undefined {
  if (NO_FILE.test(source)) return undefined
  const path = relative(root, resolve(cwd, source))
  const isOutside = path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)
  return isOutside ? undefined : path.split(sep).join('/')
}

/** A runner may name its folder by a link. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
