// Ports of all kinds: numbers, names, and either of them.
import type { Json } from '../../object/kube-object.ts'
import { formed, inRange, invalid } from './causes.ts'
import type { Causes } from './causes.ts'
import { portName } from './formats.ts'

/** The numbers that a port can have. */
export const PORTS = [1, 65_535] as const

/** A port by its number or its name; an absent one is number 0. */
export function validatePort(path: string, port: Json | undefined): Causes {
  if (typeof port === 'string') return formed(path, port, portName)
  if (port === undefined || typeof port === 'number') return inRange(path, port ?? 0, PORTS)
  return [invalid(path, port, `must be between ${PORTS[0]} and ${PORTS[1]}, inclusive`)]
}
