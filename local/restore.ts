import { loadSnapshot } from './stack/snapshot.ts';
import { databaseFolder, folderOf, portsFrom, refuseTaken } from './stack/stack.ts';

const [from] = process.argv.slice(2);
const port = Number(process.env.PORT ?? 3000);
try {
  if (!from) throw new Error('Say where from: npm run restore -- FILE');
  await refuseTaken(portsFrom(port).dynamodb, port);
  loadSnapshot(databaseFolder(folderOf(port)), from);
  console.log(`The tables are as they were in ${from}. Now: npm start, npm run ingest, npm run audit`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
