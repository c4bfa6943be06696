import { saveSnapshot } from './stack/snapshot.ts';
import { databaseFolder, folderOf } from './stack/stack.ts';

const [to] = process.argv.slice(2);
try {
  if (!to) throw new Error('Say where to: npm run backup -- FILE');
  await saveSnapshot(databaseFolder(folderOf(Number(process.env.PORT ?? 3000))), to);
  console.log(`The tables are in ${to}.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
