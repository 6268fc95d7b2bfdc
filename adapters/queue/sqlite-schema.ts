/** Tables of the queue, one row per message that is not done yet. */
export const queueMigrations = [
  `CREATE TABLE queue_messages (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     queue TEXT NOT NULL,
     session_id TEXT NOT NULL,
     message_id TEXT NOT NULL,
     body TEXT NOT NULL,
     enqueued_at INTEGER NOT NULL,
     delivery_count INTEGER NOT NULL DEFAULT 0
   ) STRICT;
   CREATE INDEX queue_messages_by_session ON queue_messages (queue, session_id, seq);

   CREATE TABLE queue_scheduled (
     id INTEGER PRIMARY KEY,
     queue TEXT NOT NULL,
     session_id TEXT NOT NULL,
     message_id TEXT NOT NULL,
     body TEXT NOT NULL,
     due_at INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX queue_scheduled_by_time ON queue_scheduled (queue, due_at, id);

   CREATE TABLE queue_recent_ids (
     queue TEXT NOT NULL,
     message_id TEXT NOT NULL,
     expires_at INTEGER NOT NULL,
     PRIMARY KEY (queue, message_id)
   ) STRICT;
   CREATE INDEX queue_recent_ids_by_expiry ON queue_recent_ids (expires_at);

   CREATE TABLE queue_dead_letters (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     queue TEXT NOT NULL,
     session_id TEXT NOT NULL,
     message_id TEXT NOT NULL,
     body TEXT NOT NULL,
     reason TEXT NOT NULL,
     description TEXT NOT NULL,
     delivery_count INTEGER NOT NULL,
     dead_at INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX queue_dead_letters_by_queue ON queue_dead_letters (queue, id);`,
  `ALTER TABLE queue_dead_letters ADD COLUMN sent_at INTEGER NOT NULL DEFAULT 0;`,
] as const;
