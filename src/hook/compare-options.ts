// Compare options of one object (argo-cd:docs/user-guide/compare-options.md); those of an Application say how Argo CD compares.
import type { Diagnostic } from '../manifest/diagnostic.ts'
import { suggest } from '../manifest/suggest.ts'
import { csv } from './annotations.ts'
import type { AnnotationFact } from './directives.ts'

/** The only one that counts on an object. */
const IGNORE_EXTRANEOUS = 'IgnoreExtraneous'

/** Options that Argo CD reads of an Application only (argo-cd:docs/user-guide/diff-strategies.md). */
const OF_APPLICATION = ['ServerSideDiff=true', 'ServerSideDiff=false', 'IncludeMutationWebhook=true']

/** Whether an object that left the manifests, and stays, is not told of. */
export function isExtraneousIgnored(fact: AnnotationFact | undefined): boolean {
  return csv(fact?.value).includes(IGNORE_EXTRANEOUS)
}

/** The findings for the words of an object's compare options. */
export function compareOptionFindings(fact: AnnotationFact | undefined): readonly Diagnostic[] {
  return csv(fact?.value).flatMap((word): readonly Diagnostic[] => {
    if (word === IGNORE_EXTRANEOUS) return []
    if (OF_APPLICATION.includes(word)) {
      const message = `${word} counts for a whole Application, not for one object: ignored, as in Argo CD`
      const hint = 'leave it out; what is compared here is what the server says in a dry run, webhooks included'
      return [{ code: 'NO_EFFECT', severity: 'warning', message, hint }]
    }
    const near = suggest(word, [IGNORE_EXTRANEOUS, ...OF_APPLICATION])
    const hint = near === undefined ? `known is ${IGNORE_EXTRANEOUS}` : `did you mean ${near}?`
    return [{ code: 'UNKNOWN_COMPARE_OPTION', severity: 'error', message: `"${word}" is not a compare option`, hint }]
  })
}
