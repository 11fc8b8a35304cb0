// The seed of random tests: FC_SEED repeats them; CI gives one that only a change of the program changes (scripts/runner/source-seed.ts).

/** What random texts, runs and deletions are drawn from; each test run on a developer's machine draws others. */
export const SEED = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31)
