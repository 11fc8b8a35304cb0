// time limit: 300 s
import { suite } from 'uvu'
import { withControlPlane } from '../../support/control-plane.ts'
import { withHelm } from './helm-lab.ts'
import { tellWrapperStories } from './wrapper-stories.ts'

const test = suite('kubectl hooksync helm, with Helm 4')

tellWrapperStories(withHelm(test, withControlPlane(test), { major: 4, label: 'wrapped-4' }), 4)

test.run()
