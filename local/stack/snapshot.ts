import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';

/** How long a copy waits for a write to end: DynamoDB Local locks its whole file for one. */
const LOCKED_MS = 10_000;

/** Both engines keep their tables in SQLite. */
function databaseIn(folder: string): string {
  const [file] = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(sqlite|db)$/.test(name)) : [];
  if (!file) throw new Error('There is no data here yet: start the system once.');
  return join(folder, file);
}

/**
 * Copies the tables as they stand at one moment, also while the engine runs and writes: nothing of a transaction is
 * in the copy, or all of it.
 */
export async function saveSnapshot(folder: string, to: string): Promise<void> {
  const database = new DatabaseSync(databaseIn(folder), { readOnly: true, timeout: LOCKED_MS });
  try {
    mkdirSync(dirname(to), { recursive: true });
    await backup(database, to);
  } finally {
    database.close();
  }
}

/**
 * Puts a copy in the place of the tables, in one step: cut off at any moment, they are the old ones or the new ones. The
 * engine must not run.
 */
export function loadSnapshot(folder: string, from: string): void {
  const copy = new DatabaseSync(from, { readOnly: true });
  const [check] = copy.prepare('PRAGMA quick_check').all();
  copy.close();
  if (check?.quick_check !== 'ok') throw new Error('The backup is damaged: nothing was changed.');
  const database = databaseIn(folder);
  const beside = `${database}.new`;
  try {
    cpSync(from, beside);
    const written = openSync(beside, 'r+');
    fsyncSync(written);
    closeSync(written);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  withoutJournal(database);
  renameSync(beside, database);
}

/** A killed engine leaves a journal, which would be played into whatever database lies beside it. */
function withoutJournal(database: string): void {
  try {
    const tables = new DatabaseSync(database);
    tables.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    tables.close();
  } catch {
    // Tables that cannot be read have nothing to lose.
  }
  for (const journal of ['-wal', '-shm', '-journal']) rmSync(database + journal, { force: true });
}
