// Which errors say that the API server could not ask a webhook: nobody has refused anything. Asks nobody.
import type { ClusterError } from '../../errors.ts'
import { CONVERSION_WEBHOOK, WEBHOOK_NOT_CALLED } from '../../object/server-words.ts'

/** A webhook that the API server could not call. */
export interface DeadWebhook {
  /** `webhook "check.example.com"` */
  readonly webhook: string
  readonly why: string
}

const NOT_CALLED = new RegExp(
  `^(?:Internal error occurred: )?(?:${WEBHOOK_NOT_CALLED} ("[^"]*")|(${CONVERSION_WEBHOOK} .*?) failed): (?:failed to call webhook: )?(.*)$`,
  's',
)

/** The webhook that could not be called; undefined: the error is another one. */
export function deadWebhook({ reason, message }: Pick<ClusterError, 'reason' | 'message'>): DeadWebhook | undefined {
  if (reason !== 'ServerError') return undefined
  const [, admission, conversion, why] = NOT_CALLED.exec(message) ?? []
  const webhook = admission === undefined ? conversion : `webhook ${admission}`
  return webhook === undefined || why === undefined ? undefined : { webhook, why }
}
