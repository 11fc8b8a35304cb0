// The kubeconfig of somebody who works in one namespace.
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Place } from './world.ts'

/** Writes a kubeconfig whose context names the namespace, and gives its path; `from` is that of who is meant, left out `admin`. */
export function kubeconfigIn({ plane, namespace }: Place, from = plane.kubeconfigPath): string {
  const path = join(plane.dir, `${namespace}-${basename(from)}`)
  const text = readFileSync(from, 'utf8')
  writeFileSync(path, text.replace('"cluster": "lab",', `"cluster": "lab", "namespace": "${namespace}",`), {
    mode: 0o600,
  })
  return path
}
