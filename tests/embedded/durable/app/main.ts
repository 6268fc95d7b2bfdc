import './planner-check.ts';
import './activities.ts';
import './entities.ts';
import './orchestrators.ts';
import './event-orchestrators.ts';
