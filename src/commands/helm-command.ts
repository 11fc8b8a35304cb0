// `kubectl hooksync helm install|upgrade …`: runs Helm 4 with us as its post-renderer, without an installed plugin. Wiring only.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../errors.ts'
import { parseHelmArgs } from '../helm/command-line/parse-helm-args.ts'
import { askHelm, followHelm } from '../helm/wrapper/run-helm.ts'
import { helmMajor, WRAPPED_PLUGIN, wrapHelmWords, wrapperPlugin } from '../helm/wrapper/wrap-helm.ts'
import type { Io } from '../io.ts'

/** Runs the command; `words` is what stands behind `helm`. */
export async function runHelm(words: readonly string[], io: Io): Promise<ExitCode> {
  const helm = io.env['HELM_BIN'] || 'helm'
  const version = await askHelm(helm, ['version', '--short'], io)
  const major = helmMajor(version)
  if (major !== 4) {
    throw new UsageError(
      `the wrapper needs Helm 4, and ${helm} is ${version}`,
      'use Helm 4, or helm upgrade --no-hooks --post-renderer kubectl-hooksync with Helm 3',
    )
  }
  const wrapped = wrapHelmWords(words, parseHelmArgs([helm, ...words], major, io.env))
  const folder = await mkdtemp(join(tmpdir(), 'kubectl-hooksync-'))
  try {
    await mkdir(join(folder, WRAPPED_PLUGIN))
    const plugin = wrapperPlugin(process.execPath, process.argv[1] ?? '')
    await writeFile(join(folder, WRAPPED_PLUGIN, 'plugin.yaml'), plugin, { mode: 0o600 })
    // The first folder that has a plugin of this name wins.
    const plugins = `${folder}${delimiter}${await askHelm(helm, ['env', 'HELM_PLUGINS'], io)}`
    return await followHelm(helm, wrapped, { io, plugins })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
