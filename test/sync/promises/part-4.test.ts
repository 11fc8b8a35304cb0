// A part of the random runs: parts run side by side, in processes of their own.
// time limit: 300 s
import { suite } from 'uvu'
import { SEED } from '../../support/seed.ts'
import { keepPromises, RUNS } from './keep-promises.ts'

const test = suite('promises, part 4')

test(`all promises are kept in ${RUNS} random runs (FC_SEED=${SEED})`, async () => keepPromises(4))

test.run()
