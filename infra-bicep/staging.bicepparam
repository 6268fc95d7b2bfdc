using 'main.bicep'

extends 'main.bicepparam'

import { stages } from 'stages.bicep'

param stage = stages.staging
