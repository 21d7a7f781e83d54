// Loaded into the measured process: a message begins a CPU profile, and the next one writes it into the file that it names.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

const session = new Session();
session.connect();
session.post('Profiler.enable');

process.on('message', ({ file }) => {
  if (file === null) session.post('Profiler.start');
  else session.post('Profiler.stop', (error, result) => error || writeFileSync(file, JSON.stringify(result.profile)));
});
