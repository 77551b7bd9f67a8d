// run.mjs MODULE BACKSTEP DATA: the host as WebAssembly gives the stride tables and the words of the host itself.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [modulePath, backstep, data] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'backstep-wasm-'));
process.on('exit', () => rmSync(work, { recursive: true }));
process.chdir(work);

// What the C library asks of a system. Nothing that is tried here needs an answer; a browser has none.
const noSystem = 52;
const module = new WebAssembly.Module(readFileSync(modulePath));
const asked = WebAssembly.Module.imports(module).map(({ name }) => name);
const wasi = Object.fromEntries(asked.map((name) => [name, () => {
  if (name === 'proc_exit') throw new Error('the module gave up');
  return noSystem;
}]));
const core = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi }).exports;
core._initialize();

const how = { recording: 0, asLive: 1, copy: 2, tables: 3 };
function analyse(kind, ...files) {
  files.forEach(([name, bytes], which) => {
    const nameBytes = Buffer.from(name);
    const at = core.give(which, nameBytes.length, bytes.length);
    new Uint8Array(core.memory.buffer, at, bytes.length).set(bytes);
    new Uint8Array(core.memory.buffer, core.name_of(which), nameBytes.length).set(nameBytes);
  });
  const good = core.analyse(how[kind]) !== 0;
  const text = Buffer.from(new Uint8Array(core.memory.buffer, core.answer(), core.answer_size())).toString();
  return { good, text };
}
const file = (name) => [name, readFileSync(name)];
const none = ['', new Uint8Array()];

const failures = [];
let tables = 0, cells = 0, lastPlace = 0;
const isClose = (a, b) => {
  const [placesA, placesB] = [a, b].map((cell) => cell.split('.')[1]?.length);
  return placesA > 0 && placesA === placesB && Math.abs(Number(a) - Number(b)) <= 1.0001 * 10 ** -placesA;
};
function sameTable(what, expected, { good, text }) {
  ++tables;
  if (!good) return failures.push(`${what}: ${text}`);
  const [ours, theirs] = [text, expected].map((table) => table.trimEnd().split('\n').map((row) => row.split(',')));
  if (ours.length < 3 || ours.length !== theirs.length) {
    return failures.push(`${what}: ${ours.length} lines, the host ${theirs.length}`);
  }
  theirs.forEach((row, y) => {
    if (row.length !== ours[y].length) failures.push(`${what}, line ${y + 1}: ${ours[y].length} cells`);
  });
  theirs.forEach((row, y) => row.forEach((cell, x) => {
    ++cells;
    if (cell === ours[y][x]) return;
    ++lastPlace;
    if (!isClose(cell, ours[y][x])) {
      failures.push(`${what}, line ${y + 1}, ${theirs[0][x]}: ${ours[y][x]}, the host ${cell}`);
    }
  }));
}
const host = (...args) => execFileSync(backstep, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const table = (...args) => host('analyze', ...args, '--csv', '-');

for (const walk of readdirSync(data).filter((name) => name.endsWith('.gait')).map((name) => name.slice(0, -5))) {
  const path = join(data, `${walk}.gait`);
  const expected = table(path);
  sameTable(walk, expected, analyse('recording', file(path), none));
  sameTable(`${walk}, copied in memory`, expected, analyse('copy', file(path), none));
  sameTable(`${walk}, as live`, table('--as-live', path), analyse('asLive', file(path), none));
}

host('export', join(data, 'backward-good.gait'), '--to', 'csv', '-o', 'walk');
const sides = ['walk_left.csv', 'walk_right.csv'];
sameTable('two tables', table('--left', sides[0], '--right', sides[1]), analyse('tables', ...sides.map(file)));

writeFileSync('settings.toml', '[contact]\nball_limit_deg = -20\n');
const good = join(data, 'backward-good.gait');
sameTable('settings', table('--config', 'settings.toml', good), analyse('recording', file(good), file('settings.toml')));

// The same words for what cannot be read.
const whole = readFileSync(good);
const bad = {
  'empty.gait': '', 'cut.gait': whole.subarray(0, 300), 'noise.gait': whole.map((_, i) => (i * 197) % 251),
  'text.gait': 'time_s,acc_x\n1,2\n',
};
const words = (...args) => spawnSync(backstep, ['analyze', ...args], { encoding: 'utf8' }).stderr.trim();
const sameWords = (what, expected, { good: went, text }) => {
  ++tables;
  if (went || text === '' || !expected.startsWith(`backstep: ${text}`)) failures.push(`${what}: "${text}", the host "${expected}"`);
};
for (const [name, bytes] of Object.entries(bad)) {
  writeFileSync(name, bytes);
  sameWords(name, words(name), analyse('recording', file(name), none));
}
writeFileSync('settings.toml', '[contact]\nball_limit = -20\n');
sameWords('settings.toml', words(good, '--config', 'settings.toml'), analyse('recording', file(good), file('settings.toml')));
writeFileSync('broken.csv', 'time_s,acc_x,acc_y,acc_z,gyr_x,gyr_y,gyr_z\n0,1,2,3,4,5,six\n');
sameWords('broken.csv', words('--left', 'broken.csv', '--right', sides[1]),
  analyse('tables', file('broken.csv'), file(sides[1])));

// Nothing but what the C library brings along: no clock, no random numbers, no file to open.
const usual = ['environ_get', 'environ_sizes_get', 'fd_close', 'fd_seek', 'fd_write', 'proc_exit'];
asked.filter((name) => !usual.includes(name)).forEach((name) => failures.push(`it asks the system for ${name}`));
if (lastPlace > cells / 1000) failures.push(`${lastPlace} of ${cells} cells are one off in the last place`);

console.log(`${tables} answers, ${cells} cells, ${lastPlace} of them one off in the last place; asks the system for: ` +
  `${asked.join(' ')}; ${(core.memory.buffer.byteLength / 1e6).toFixed(1)} MB`);
failures.slice(0, 20).forEach((failure) => console.error(failure));
process.exit(failures.length ? 1 : 0);
