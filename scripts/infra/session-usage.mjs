// What a session uses of the services, for the costs and the load model: counted by
// `npm run bench -- session-cost --json` with the rehearsal model, and scaled by the number of events,
// of which a real agent makes more.

/**
 * @param bench infra-bicep/session-cost.json
 * @param session of infra-bicep/costs.json
 */
export function sessionUsage(bench, session) {
  const counted = (name) => {
    const figure = bench.figures.find((each) => each.name === name);
    if (!figure) throw new Error(`session-cost.json has no figure "${name}".`);
    return figure.value;
  };
  const scale = session.events / counted('events');
  return {
    prompts: session.prompts,
    requestUnits: counted('request units') * scale,
    listUnits: counted('of one partition') * scale,
    storedMb: (counted('stored') / 1000) * scale,
    // Of the list of sessions and of statistics, which know nothing of what happens within a run.
    partitionMb:
      (counted('stored in one partition') / 1000) * (session.prompts / counted('prompts')),
    executions: counted('executions') * scale,
    // An orchestration waits while an agent works, however much that does.
    durableActions: counted('durable actions') * (session.prompts / counted('prompts')),
    // A delta is sent once to each viewer; all else that is live is few beside them.
    liveMessages:
      session.runMinutes * 60 * session.deltasPerSecond * session.viewers +
      counted('live messages') * scale,
    idleRequestUnitsPerDay: counted('request units of an idle day'),
    // Each is a timer's run.
    idleExecutionsPerDay: counted('executions of an idle day'),
  };
}
