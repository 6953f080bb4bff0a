/** Every type that the JavaScript SDK exports by name is exported here too, or docs/migration.md says why it is not. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** The names that the package's main entry exports, types and values. */
function exportedNames(): Set<string> {
  const entry = here('../../js/entry/inline.ts');
  const program = ts.createProgram([entry], { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, types: [], noEmit: true });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
  return new Set(checker.getExportsOfModule(module).map(({ name }) => name));
}

/** The names and patterns in the first column of the table under "Types that are not there". */
function leftOut(text: string): string[] {
  const section = text.split('\n## ').find((part) => part.startsWith('Types that are not there')) ?? '';
  return [...section.matchAll(/^\| (`.*`) \| \S.* \|$/gm)].flatMap(([, cell = '']) => cell.split(', ').map((name) => name.slice(1, -1)));
}

const matcher = (pattern: string): RegExp => new RegExp(`^${pattern.replaceAll('*', '\\w*')}$`);

/** What is wrong with the table, given the peer's names and ours. A pattern over a name we have would hide its loss. */
function faults(theirs: string[], ours: Set<string>, patterns: string[]): Record<'lost' | 'unused' | 'hiding', string[]> {
  const missing = theirs.filter((name) => !ours.has(name));
  const matches = (pattern: string, names: string[]): boolean => names.some((name) => matcher(pattern).test(name));
  return {
    lost: missing.filter((name) => !patterns.some((pattern) => matcher(pattern).test(name))),
    unused: patterns.filter((pattern) => !matches(pattern, missing)),
    hiding: patterns.filter((pattern) => matches(pattern, theirs.filter((name) => ours.has(name)))),
  };
}

const surface = here('../../../shared/surface/surface.json');
test('every type name of the JavaScript SDK is exported or left out with a reason', { skip: existsSync(surface) ? false : 'its list of names is not here' }, () => {
  const { typeExports } = JSON.parse(readFileSync(surface, 'utf8')) as { typeExports: string[] };
  const ours = exportedNames();
  const text = readFileSync(here('../../docs/migration.md'), 'utf8');
  assert.deepEqual(faults(typeExports, ours, leftOut(text)), { lost: [], unused: [], hiding: [] });
  const have = typeExports.filter((name) => ours.has(name)).length;
  assert.deepEqual(/Of the (\d+) types .* (\d+) are here/.exec(text)?.slice(1).map(Number), [typeExports.length, have], 'the counts');
});

test('a lost name, a pattern for nothing and one that hides a name are noticed', () => {
  const table = '# A\n\n## Types that are not there\n\n| types | why |\n| --- | --- |\n| `B*`, `C` | later |\n| `D` |  |\n\n## E\n\n| `F` | x |\n';
  assert.deepEqual(leftOut(table), ['B*', 'C'], 'a row has a reason');
  const ours = new Set(['Bar', 'Message']);
  assert.deepEqual(faults(['Bar', 'Baz', 'Message', 'User'], ours, ['B*', 'C', 'Baz']), { lost: ['User'], unused: ['C'], hiding: ['B*'] });
  assert.deepEqual(faults(['Baz', 'Message', 'User'], ours, ['B*', 'User']), { lost: [], unused: [], hiding: [] });
});

test('the names that are exported are found', () => {
  const ours = exportedNames();
  for (const name of ['StreamChat', 'MessageResponse', 'CustomUserData', 'ImageAttachment', 'EVENT_MAP']) assert.ok(ours.has(name), name);
  assert.ok(!ours.has('MessageComposer'));
});
