/** Appended to, never edited: see `Database.migrate`. */
export const schema: readonly string[] = [
  `
  CREATE TABLE durable_instances (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    execution TEXT NOT NULL,
    status TEXT NOT NULL,
    input TEXT,
    output TEXT,
    custom TEXT,
    parent TEXT,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    completed INTEGER
  ) STRICT;
  CREATE INDEX durable_instances_completed ON durable_instances (completed)
    WHERE completed IS NOT NULL;

  -- One row per turn, because a turn's events are only ever written and read together.
  CREATE TABLE durable_history (
    instance TEXT NOT NULL,
    turn INTEGER NOT NULL,
    events TEXT NOT NULL,
    PRIMARY KEY (instance, turn)
  ) STRICT, WITHOUT ROWID;

  -- One inbox for orchestrations and entities; AUTOINCREMENT never reuses a number, so it is FIFO.
  CREATE TABLE durable_inbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    target TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    task INTEGER,
    message TEXT NOT NULL
  ) STRICT;
  CREATE INDEX durable_inbox_target ON durable_inbox (target, seq);
  CREATE INDEX durable_inbox_timers ON durable_inbox (at) WHERE kind = 'timer';

  CREATE TABLE durable_tasks (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    instance TEXT NOT NULL,
    execution TEXT NOT NULL,
    task INTEGER NOT NULL,
    name TEXT NOT NULL,
    input TEXT
  ) STRICT;
  CREATE INDEX durable_tasks_instance ON durable_tasks (instance);

  CREATE TABLE durable_entities (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    updated INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE durable_quarantine (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    target TEXT NOT NULL,
    message TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  `,
];
