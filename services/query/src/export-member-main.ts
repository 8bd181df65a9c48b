import { databaseSpec, OperatorError, runCommand } from '@synapse/runtime';
import { writeMemberExport } from './export-member.js';

void runCommand({ name: 'export-member', spec: databaseSpec }, async ({ config, say }) => {
  const [id, file] = process.argv.slice(2);
  if (id === undefined) {
    throw new OperatorError(
      'Whose data is to be exported?',
      'Name the member, and a file unless it is to go to the output: npm run export-member -- 80351110224678912 ada.json',
    );
  }
  await writeMemberExport({ databaseUrl: config.DATABASE_URL, id, to: file ?? process.stdout });
  if (file !== undefined) say(`Everything stored about ${id} is in ${file}.`);
});
