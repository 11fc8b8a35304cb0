// What is wrong with a field, in the words of the API server (kubernetes/apimachinery:pkg/util/validation/field/errors.go).
import { stringField } from '../../object/kube-object.ts'
import type { Json } from '../../object/kube-object.ts'

/** Why an object is refused, one text for each cause; empty when it is not. */
export type Causes = readonly string[]

/** Why a text has not the form that it needs. */
export type Format = (text: string) => readonly string[]

/** `spec.replicas: Invalid value: -1: must be greater than or equal to 0` */
export function invalid(path: string, value: Json | undefined, why: string): string {
  return `${path}: Invalid value: ${compact(value)}: ${why}`
}

/** `spec.ports: Required value` */
export function required(path: string, why = ''): string {
  return `${path}: Required value${why === '' ? '' : `: ${why}`}`
}

/** `spec.type: Forbidden: …` */
export function forbidden(path: string, why: string): string {
  return `${path}: Forbidden: ${why}`
}

/** `spec.ports[1].name: Duplicate value: "a"` */
export function duplicate(path: string, value: Json): string {
  return `${path}: Duplicate value: ${compact(value)}`
}

/** `spec.containers[0].volumeMounts[0].name: Not found: "data"` */
export function notFound(path: string, value: Json): string {
  return `${path}: Not found: ${compact(value)}`
}

/** `data: Too long: may not be more than 1048576 bytes` */
export function tooLong(path: string, bytes: number): string {
  return `${path}: Too long: may not be more than ${bytes} bytes`
}

/** `spec.type: Unsupported value: "x": supported values: "a", "b"` */
export function unsupported(path: string, value: Json | undefined, supported: readonly string[]): string {
  const names = supported.map((name) => JSON.stringify(name)).join(', ')
  return `${path}: Unsupported value: ${compact(value)}: supported values: ${names}`
}

/** A value that has to be one of a few; one that is absent is right. */
export function oneOf(path: string, value: Json | undefined, supported: readonly string[]): Causes {
  return value === undefined || (typeof value === 'string' && supported.includes(value))
    ? []
    : [unsupported(path, value, supported)]
}

/** A text that needs a form. */
export function formed(path: string, text: string, format: Format): Causes {
  return format(text).map((why) => invalid(path, text, why))
}

/** A text that needs a form and may not be empty. */
export function formedText(path: string, text: string | undefined, format: Format): Causes {
  return text === undefined || text === '' ? [required(path)] : formed(path, text, format)
}

/** A text that may be left out or empty, and needs a form otherwise. */
export function optional(path: string, text: string | undefined, format: Format): Causes {
  return text === undefined || text === '' ? [] : formed(path, text, format)
}

/** A list of texts that need a form. */
export function formedEach(path: string, items: readonly Json[], format: Format): Causes {
  return items.flatMap((item, at) => (typeof item === 'string' ? formed(`${path}[${at}]`, item, format) : []))
}

/** Texts that a map may not lack or have empty. */
export function requiredTexts(path: string, map: Json | undefined, names: readonly string[], why = ''): Causes {
  return names.filter((name) => (stringField(map, name) ?? '') === '').map((name) => required(`${path}.${name}`, why))
}

/** A number that is not negative; one that is absent is right. */
export function notNegative(path: string, value: Json | undefined): Causes {
  return typeof value === 'number' && value < 0 ? [invalid(path, value, 'must be greater than or equal to 0')] : []
}

/** Why a number is out of its range. */
export function inRange(path: string, value: number, [least, most]: readonly [number, number]): Causes {
  return value >= least && value <= most
    ? []
    : [invalid(path, value, `must be between ${least} and ${most}, inclusive`)]
}

/** A value as causes show it. */
function compact(value: Json | undefined): string {
  return JSON.stringify(value ?? null, (_, child) => (typeof child === 'bigint' ? Number(child) : child))
}
