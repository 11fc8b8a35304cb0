// How much of a log is told: so many lines a second; what is left out is counted. Pure.

/** So many lines of a container are told at once. */
const AT_ONCE = 400

/** Beyond them so many in each second. */
const PER_SECOND = 40

/** What may be told of one container. */
export interface LogBudget {
  /** How many lines were left out before this one, which may be told; undefined: it is left out. */
  take(now: number): number | undefined
  /** How many were left out since the last that was told, or since this was asked. */
  rest(): number
}

/** A budget that nothing was taken from; times in milliseconds. */
export function createLogBudget(): LogBudget {
  let left = AT_ONCE
  let refilledAt: number | undefined
  let leftOut = 0
  return {
    take(now) {
      refilledAt ??= now
      const seconds = Math.floor((now - refilledAt) / 1000)
      if (seconds > 0) {
        left = Math.min(AT_ONCE, left + seconds * PER_SECOND)
        refilledAt += seconds * 1000
      }
      if (left === 0) {
        leftOut += 1
        return undefined
      }
      left -= 1
      const before = leftOut
      leftOut = 0
      return before
    },
    rest() {
      const before = leftOut
      leftOut = 0
      return before
    },
  }
}

/** What stands for lines that are not told. */
export function leftOutText(count: number): string {
  const lines = count === 1 ? '1 line' : `${count} lines`
  return `… ${lines} left out: they came faster than ${PER_SECOND} a second`
}
