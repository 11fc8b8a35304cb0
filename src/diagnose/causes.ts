// The table of causes: the first rule that applies gives the one line nearest to the user's own text. Pure.
import { condition } from '../health/condition.ts'
import { defined } from '../object/defined.ts'
import { NOTHING_TELLS, joinCause } from './cause.ts'
import type { Cause, PodRule, Rule } from './cause.ts'
import { deadlineText } from './container-causes.ts'
import { isReady } from './describe-pod.ts'
import { failedCreate } from './creation-causes.ts'
import type { Facts } from './facts.ts'
import { hintFor } from './hints/index.ts'
import { heldBy } from './leaving.ts'
import { OBJECT_RULES, suspendedJob } from './object-causes.ts'
import { BROKEN_POD_RULES, WAITING_POD_RULES } from './pod-causes.ts'

/** Most specific first; a broken pod tells more than its controller, its controller more than a pod that takes its time. */
const RULES: readonly Rule[] = [
  answering,
  ({ object }) => heldBy(object),
  suspendedJob,
  jobDeadline,
  (facts) => causeOfPods(facts, BROKEN_POD_RULES),
  failedCreate,
  slowRollout,
  (facts) => causeOfPods(facts, WAITING_POD_RULES),
]

/** Why, in one line, and what to do where a row of the table of hints knows it. */
export function findCause(facts: Facts): Cause {
  for (const rule of RULES) {
    const found = rule(facts)
    if (found !== undefined) return withHint(found, facts)
  }
  for (const rule of OBJECT_RULES) {
    const found = rule(facts)
    // The object alone told it, so it matters what could not be seen.
    if (found !== undefined) return withNote(withHint(orSaid(found, facts), facts), facts)
  }
  return NOTHING_TELLS
}

/** What it is said to have failed with is more than nothing. */
function orSaid(found: Cause, { said }: Facts): Cause {
  return found.code === NOTHING_TELLS.code && said !== '' ? { ...found, cause: joinCause(said) } : found
}

function withHint(found: Cause, { object }: Facts): Cause {
  const { name, namespace } = object.metadata
  const hint = found.hint ?? hintFor(found.code, found.cause, { name, namespace, ...found.values })
  return { ...found, ...defined({ hint }) }
}

/** The worst pod first; undefined when they are well. */
function causeOfPods(facts: Facts, rules: readonly PodRule[]): Cause | undefined {
  for (const pod of facts.pods) {
    for (const rule of rules) {
      const found = rule(pod)
      if (found !== undefined) return { ...withHint(found, facts), pod: pod.diagnosis.name }
    }
  }
  return undefined
}

/** A Service of which one pod is ready has endpoints. */
function answering({ sought, pods }: Facts): Cause | undefined {
  return sought === 'endpoints' && pods.some(({ pod }) => isReady(pod)) ? NOTHING_TELLS : undefined
}

/** The Job controller deletes what runs at the deadline; what broke before is told with it. */
function jobDeadline(facts: Facts): Cause | undefined {
  const { object } = facts
  const failed = condition(object, 'Failed') ?? condition(object, 'FailureTarget')
  if (object.kind !== 'Job' || failed?.reason !== 'DeadlineExceeded') return undefined
  const inner = causeOfPods(facts, BROKEN_POD_RULES) ?? causeOfPods(facts, WAITING_POD_RULES)
  const cause = joinCause('DeadlineExceeded', `the Job ${deadlineText(object)}`)
  if (inner === undefined || inner.killed === true) return { code: 'DeadlineExceeded', cause }
  return { ...inner, code: 'DeadlineExceeded', cause: `${cause}; ${inner.cause}` }
}

/** A Deployment that has run out of its own time, although nothing of its pods is broken: it may only need longer. */
function slowRollout(facts: Facts): Cause | undefined {
  const { object } = facts
  const { reason } = condition(object, 'Progressing', 'any') ?? {}
  if (object.kind !== 'Deployment' || reason !== 'ProgressDeadlineExceeded') return undefined
  const inner = causeOfPods(facts, WAITING_POD_RULES)
  if (inner === undefined) return undefined
  const hint = inner.hint ?? hintFor('ProgressDeadline', reason)
  return { ...inner, ...defined({ hint }) }
}

/** What may not be read is told once in a run, and not with each cause. */
function withNote(found: Cause, facts: Facts): Cause {
  const note = facts.notes.find(({ denied }) => denied === undefined)
  return note === undefined ? found : { ...found, cause: `${found.cause} (${note.text})` }
}
