// What every run of the program in every test is held to: no output shows a planted secret.
import { plantedIn } from '../../scripts/runner/planted.ts'

export { planted, plantedIn } from '../../scripts/runner/planted.ts'

/** Throws where a run has shown one. */
export function mustNotShowPlanted(
  args: readonly string[],
  written: { readonly stdout: string; readonly stderr: string },
): void {
  for (const [name, text] of Object.entries(written)) {
    const found = plantedIn(text)
    if (found.length > 0)
      throw new Error(`${name} of "${args.join(' ')}" shows a planted secret as ${found.length} texts`)
  }
}
