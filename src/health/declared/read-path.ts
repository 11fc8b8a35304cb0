// A path that somebody has written → as the vocabulary has it, or why it leads nowhere. Looks at no object.
import { suggest } from '../../manifest/suggest.ts'
import { stepsOf } from '../vocabulary/scope.ts'
import type { WordFault } from './word-fault.ts'

/** Where a path begins, and whether `*` may be in it. */
export interface PathPlace {
  readonly from: 'object' | 'part'
  readonly stars?: true
}

/** Reads a path such as `status.phase` or `.metadata.labels["example.com/a"]`. */
export function readPath(written: string, { from, stars }: PathPlace): string | WordFault {
  const path = written.replace(/^\./, '').replace(/\[(["'])([^\]]*)\1\]/g, '[$2]')
  const bare = path.replace(/\[[^\]]+\]/g, '')
  const number =
    /\[\d+\]|\[[^\]]*=[^\]]*\]/.exec(path)?.[0] ??
    /(?<=\.)\d+(?=\.|$)/.exec(bare)?.[0] ??
    (stars === true ? undefined : /\*/.exec(bare)?.[0])
  if (number !== undefined) return { fault: `has ${number} in it, which no path has here`, hint: PARTS }
  if (bare.includes('/')) {
    const hint = "a name with dots or slashes stands in brackets, and all in quotes: 'metadata.labels[example.com/a]'"
    return { fault: 'has a / outside of brackets', hint }
  }
  if (!/^[\w*-]+(?:\.[\w*-]+)*$/.test(bare)) return { fault: 'is no path', hint: 'write it like status.phase' }
  const steps = stepsOf(path)
  const [first = '', second = '', third] = from === 'object' ? steps : ['status', ...steps]
  if (first === 'status' && second === 'conditions' && third !== undefined) {
    const type = /[A-Z]/.test(third) ? third : 'Ready'
    return { fault: 'leads into a list', hint: `of a condition: { condition: ${type}, is: 'True' }` }
  }
  if (TOP.includes(first)) return path
  const near = suggest(first, ['status', 'spec', 'metadata'])
  const meant = near === undefined ? `status.${path}` : [near, ...steps.slice(1)].join('.')
  return { fault: `begins with ${first}`, hint: `did you mean ${meant}?` }
}

const PARTS = 'for the parts of a list: { parts: status.nodes, every: { field: ready, is: true } }'

/** What an object has beside its status, spec and metadata is that of a few kinds of Kubernetes. */
const TOP = ['status', 'spec', 'metadata', 'data', 'apiVersion', 'kind', 'webhooks', 'endpoints', 'subsets', 'secrets']
