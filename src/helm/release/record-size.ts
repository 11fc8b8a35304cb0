// How large Helm's record of a release will be, as far as what we print tells. The chart's own files come on top.
import { gzipSync } from 'node:zlib'
import type { HelmStorage } from '../command-line/helm-settings.ts'

/** The data of one Secret or ConfigMap (kubernetes/kubernetes:pkg/apis/core/types.go, MaxSecretSize). */
const LIMIT = 1_048_576

// A record also holds the chart's templates. Where those are what they render to, it comes to 2.8 to 3 times what we know:
// measured with the streams of some large charts.
const MARGIN = 3

/** What is to be said of a record before anything is written. */
export type RecordSize = { readonly fits: 'yes' } | { readonly fits: 'perhaps' | 'no'; readonly message: string }

/** Judges by the text that Helm will store (helm/helm:pkg/storage/driver/util.go, encodeRelease). */
export function judgeRecord(output: string, storage: HelmStorage): RecordSize {
  const isLimited = storage === 'secret' || storage === 'configmap'
  // Packing makes nothing larger than a third.
  if (!isLimited || output.length * 2 * MARGIN < LIMIT) return { fits: 'yes' }
  const size = Math.ceil(gzipSync(output, { level: 9 }).length / 3) * 4
  const kind = storage === 'secret' ? 'Secret' : 'ConfigMap'
  const known = `what was rendered takes ${size} bytes of it packed, and the chart's own files come on top`
  if (size > LIMIT)
    return { fits: 'no', message: `Helm cannot record this release: a ${kind} holds ${LIMIT} bytes; ${known}` }
  if (size * MARGIN <= LIMIT) return { fits: 'yes' }
  return {
    fits: 'perhaps',
    message: `Helm may not be able to record this release: a ${kind} holds ${LIMIT} bytes; ${known}`,
  }
}

/** The ways out. */
export const RECORD_HINT =
  'split the chart, or do without a release: helm template … | kubectl hooksync -f -; HELM_DRIVER=sql has no such limit, but then Helm has to go without us'
