import type { Database } from '../../../adapters/sqlite/database.ts';
import { schema } from './schema.ts';
import { EntityStore } from './entities.ts';
import { Inbox } from './inbox.ts';
import { InstanceList } from './instance-list.ts';
import { InstanceStore } from './instances.ts';
import { TaskQueue } from './tasks.ts';

/** Everything durable the engine has, on the process's one database. */
export type Stores = {
  instances: InstanceStore;
  list: InstanceList;
  inbox: Inbox;
  tasks: TaskQueue;
  entities: EntityStore;
  /** Runs `work` as one unit of the next group commit. */
  write<T>(work: () => T): Promise<T>;
};

export function openStores(database: Database): Stores {
  database.migrate('durable', schema);
  return {
    instances: new InstanceStore(database),
    list: new InstanceList(database),
    inbox: new Inbox(database),
    tasks: new TaskQueue(database),
    entities: new EntityStore(database),
    write: (work) => database.write(work),
  };
}
