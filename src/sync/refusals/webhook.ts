// Which errors say that the API server could not ask a webhook: nobody has refused anything. Asks nobody.
import type { ClusterError } from '../../errors.ts'

/** A webhook that the API server could not call. */
export interface DeadWebhook {
  /** `webhook "check.example.com"` */
  readonly webhook: string
  readonly why: string
}

/**
 * The server's words where a webhook with failurePolicy Fail does not answer, and where the one that converts between versions
 * does not (kubernetes/apiserver:pkg/util/webhook/error.go, kubernetes/apiextensions-apiserver:pkg/apiserver/conversion/webhook_converter.go).
 */
const NOT_CALLED =
  /^(?:Internal error occurred: )?(?:failed calling (webhook "[^"]*")|(conversion webhook for .*?) failed): (?:failed to call webhook: )?(.*)$/s

/** The webhook that could not be called; undefined: the error is another one. */
export function deadWebhook({ reason, message }: Pick<ClusterError, 'reason' | 'message'>): DeadWebhook | undefined {
  if (reason !== 'ServerError') return undefined
  const [, admission, conversion, why] = NOT_CALLED.exec(message) ?? []
  const webhook = admission ?? conversion
  return webhook === undefined || why === undefined ? undefined : { webhook, why }
}
