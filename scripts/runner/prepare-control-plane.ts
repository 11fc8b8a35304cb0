// Has the control plane and the tools beside it built and fetched before the first test's clock starts.
import { ensureControlPlane, NoGoError } from '../control-plane/build.ts'
import { ensureTools } from '../control-plane/tools.ts'

/** Fills the cache; without Go it says so, and the tests that need the control plane skip. */
export async function prepareControlPlane(): Promise<void> {
  try {
    await ensureControlPlane()
  } catch (error) {
    if (!(error instanceof NoGoError)) throw error
    process.stderr.write(`${error.message}\nTests that need the control plane skip.\n`)
  }
  await ensureTools()
}
