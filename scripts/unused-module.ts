// Stands in for a module that a dependency loads and this program never uses (see build.ts). Exists only for the bundle.

export default function unused(): never {
  throw new Error('this module is not part of the program')
}
