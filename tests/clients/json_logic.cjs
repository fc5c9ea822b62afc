// souk's JsonLogic against the reference implementation: json_logic.cjs TOOL [SEED [CASES]]
// TOOL reads {"rule": ..., "data": ...} a line and writes the value, or {"refused": "why"}.
'use strict';
const { spawnSync } = require('node:child_process');
const { assert, run } = require('./check.cjs');
const logic = require('json-logic-js');

const tool = process.argv[2];
const seed = Number(process.argv[3] ?? 1);
const count = Number(process.argv[4] ?? 20000);

// What every operator's page on jsonlogic.com says, in cases of our own.
const named = [
  [{ '==': [1, '1'] }], [{ '===': [1, '1'] }], [{ '!=': [1, '1'] }], [{ '!==': [1, '1'] }],
  [{ '==': [0, false] }], [{ '==': [null, 0] }], [{ '==': ['', 0] }], [{ '==': [[], ''] }], [{ '==': [[1], 1] }],
  [{ '!': [[]] }], [{ '!': ['0'] }], [{ '!!': [[]] }], [{ '!!': ['0'] }], [{ '!': 0 }], [{ '!!': '' }],
  [{ or: [false, 'a'] }], [{ or: [0, ''] }], [{ and: [true, 'a', 3] }], [{ and: [true, '', 3] }],
  [{ if: [true, 'a', 'b'] }], [{ if: [false, 'a', 'b'] }], [{ if: [false, 'a'] }], [{ if: ['a'] }], [{ if: [] }],
  [{ if: [false, 'a', true, 'b', 'c'] }], [{ '?:': [0, 1, 2] }],
  [{ '>': [2, 1] }], [{ '>': ['b', 'a'] }], [{ '<': [1, 2, 3] }], [{ '<': [1, 1, 3] }], [{ '<=': [1, 1, 3] }],
  [{ '<': ['2', '11'] }], [{ '<': ['2', 11] }], [{ '<': [null, 1] }], [{ '>=': [[], 0] }], [{ '<': ['x', 1] }],
  [{ max: [1, 3, 2] }], [{ min: [1, '0', 2] }], [{ max: [] }], [{ max: [1, 'x'] }], [{ min: [null, 2] }],
  [{ '+': [1, '2', 3] }], [{ '+': '3.14' }], [{ '+': ['3x'] }], [{ '+': [] }], [{ '-': [5, 2] }], [{ '-': 5 }],
  [{ '-': ['5', null] }], [{ '*': [2, '3', 4] }], [{ '/': [1, 4] }], [{ '/': [1, 0] }], [{ '%': [101, 2] }], [{ '%': [-5, 3] }],
  [{ '%': [5, 0] }], [{ cat: ['I', ' ', 1, null, true] }], [{ cat: 'x' }], [{ cat: [[1, [2, 3]], 'a'] }],
  [{ substr: ['jsonlogic', 4] }], [{ substr: ['jsonlogic', -5] }], [{ substr: ['jsonlogic', 1, 3] }],
  [{ substr: ['jsonlogic', 4, -2] }], [{ substr: ['jsonlogic', -5, -2] }], [{ substr: ['jsonlogic', 20] }],
  [{ in: ['Ring', 'Springfield'] }], [{ in: ['ring', 'Springfield'] }], [{ in: [1, [1, 2]] }], [{ in: ['1', [1, 2]] }], [{ in: [1, 7] }],
  [{ merge: [[1, 2], 3, [[4]]] }], [{ merge: [] }], [{ merge: 1 }], [{ log: 'x' }],
  [{ var: 'a' }, { a: 1 }], [{ var: ['a'] }, { a: 1 }], [{ var: ['z', 26] }, { a: 1 }], [{ var: 'a.b' }, { a: { b: 2 } }],
  [{ var: 1 }, ['x', 'y']], [{ var: 'a.1' }, { a: [5, 6] }], [{ var: '' }, 7], [{ var: [] }, 7], [{ var: null }, 7],
  [{ var: ['a.z', 'd'] }, { a: null }], [{ var: { var: 'k' } }, { k: 'a', a: 3 }], [{ var: 'a' }, null], [{ var: '1.0' }, [1, [2]]],
  [{ missing: ['a', 'b'] }, { a: 1 }], [{ missing: [['a', 'b']] }, { b: '' }], [{ missing: 'a' }, {}], [{ missing: [] }, {}],
  [{ missing_some: [1, ['a', 'b']] }, { a: 1 }], [{ missing_some: [2, ['a', 'b', 'c']] }, { a: 1 }],
  [{ map: [{ var: 'xs' }, { '*': [{ var: '' }, 2] }] }, { xs: [1, 2, 3] }], [{ map: [{ var: 'no' }, 1] }, {}],
  [{ filter: [{ var: 'xs' }, { '%': [{ var: '' }, 2] }] }, { xs: [1, 2, 3] }], [{ filter: [1, 2] }],
  [{ reduce: [{ var: 'xs' }, { '+': [{ var: 'current' }, { var: 'accumulator' }] }, 0] }, { xs: [1, 2, 3] }],
  [{ reduce: [{ var: 'no' }, 1, 'start'] }, {}],
  [{ all: [[1, 2], { '>': [{ var: '' }, 0] }] }], [{ all: [[], true] }], [{ some: [[0, 2], { var: '' }] }], [{ none: [[], true] }],
  [{ none: [[0], { var: '' }] }], [{ some: ['no', true] }],
  [[1, { '+': [1, 1] }, 'x']], ['text'], [true], [null], [17], [[]], [{}], [{ a: 1, b: 2 }],
  [{ if: [{ var: 'x' }, [{ var: 'y' }], 99] }, { x: true, y: 42 }],
];

// A small linear congruential generator: the same seed asks the same questions everywhere.
let state = BigInt(seed);
function below(n) {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((state >> 33n) % BigInt(n));
}
const pick = (list) => list[below(list.length)];
const scalars = [0, 1, -1, 2.5, 7, 100, '', '0', '1', 'a', 'abc', '2.5', 'b c', true, false, null];
const paths = ['a', 'b', 'list', 'deep.x', 'deep.list.0', 'none', 'list.1', ''];
const data = { a: 1, b: 'two', list: [1, 2, '3', null], deep: { x: 'y', list: [true] }, zero: 0, empty: '' };
const plain = ['==', '===', '!=', '!==', '>', '>=', '<', '<=', '+', '-', '*', '/', '%', 'max', 'min', 'cat', 'merge', 'in', 'and', 'or', 'if', '!', '!!'];

function rule(depth) {
  const which = below(depth <= 0 ? 3 : 12);
  if (which < 2) return pick(scalars);
  if (which === 2) return { var: below(3) === 0 ? [pick(paths), pick(scalars)] : pick(paths) };
  if (which === 3) return { [pick(['map', 'filter', 'all', 'some', 'none'])]: [list(depth - 1), rule(depth - 1)] };
  if (which === 4) return { reduce: [list(depth - 1), { '+': [{ var: 'current' }, { var: 'accumulator' }] }, pick([0, 1])] };
  if (which === 5) return { missing: Array.from({ length: below(3) }, () => pick(paths.slice(0, -1))) };
  if (which === 6) return { substr: [{ cat: [rule(depth - 1)] }, below(7) - 3, ...(below(2) ? [below(7) - 3] : [])] };
  const op = pick(plain);
  const most = { '!': 1, '!!': 1, in: 2, '==': 2, '===': 2, '!=': 2, '!==': 2, '>': 2, '>=': 2, '%': 2, '/': 2, '-': 2 }[op] ?? 3;
  const least = ['merge', 'cat', '+', 'if', 'and', 'or', '*', 'max', 'min'].includes(op) ? 1 : Math.min(most, 2);
  const length = least + below(most - least + 1);
  return { [op]: Array.from({ length }, () => rule(depth - 1)) };
}
function list(depth) {
  if (below(2)) return { var: pick(['list', 'deep.list', 'none']) };
  return Array.from({ length: below(4) }, () => (below(3) ? pick(scalars) : rule(depth)));
}

// What JSON cannot say is null, as in souk.
const plainJson = (value) => JSON.parse(JSON.stringify(value ?? null));

// A value that JSON has no word for (NaN, infinity) is null in souk from where it appears; JavaScript calculates on with
// it. Rules that meet one are not compared.
for (const op of ['+', '-', '*', '/', '%', 'min', 'max']) {
  const sums = {
    '+': (...xs) => xs.reduce((a, b) => parseFloat(a, 10) + parseFloat(b, 10), 0),
    '-': (a, b) => (b === undefined ? -a : a - b),
    '*': (...xs) => xs.reduce((a, b) => parseFloat(a, 10) * parseFloat(b, 10)),
    '/': (a, b) => a / b,
    '%': (a, b) => a % b,
    min: (...xs) => Math.min(...xs),
    max: (...xs) => Math.max(...xs),
  };
  logic.add_operation(op, (...xs) => {
    const value = sums[op](...xs);
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('no word for it');
    return value;
  });
}

// Nor are those that ask whether two lists are one and the same: souk's are values, and have no identity.
const isObject = (x) => typeof x === 'object' && x !== null;
const equal = { '==': (a, b) => a == b, '===': (a, b) => a === b, '!=': (a, b) => a != b, '!==': (a, b) => a !== b };
for (const [op, holds] of Object.entries(equal)) {
  logic.add_operation(op, (a, b) => {
    if (isObject(a) && isObject(b)) throw new Error('identity');
    return holds(a, b);
  });
}

function expected({ rule, data }) {
  try {
    return { value: plainJson(logic.apply(rule, data)) };
  } catch (error) {
    return { throws: error.message };
  }
}

run(async () => {
  console.log = () => {}; // the operator "log"
  const cases = named.map(([rule, data = null]) => ({ rule, data }));
  while (cases.length < named.length + count) cases.push({ rule: rule(4), data });
  const input = cases.map((each) => JSON.stringify(each)).join('\n') + '\n';
  const ran = spawnSync(tool, { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  assert.equal(ran.status, 0, ran.stderr);
  const answers = ran.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.equal(answers.length, cases.length);
  let compared = 0;
  const wrong = [];
  cases.forEach((each, i) => {
    const wanted = expected(each);
    if ('throws' in wanted) return;
    ++compared;
    try {
      assert.deepEqual(answers[i], { value: wanted.value });
    } catch {
      wrong.push(`${JSON.stringify(each)}\n  is ${JSON.stringify(answers[i])}, reference ${JSON.stringify(wanted.value)}`);
    }
  });
  process.stdout.write(`${compared} rules compared, seed ${seed}, ${wrong.length} differ\n`);
  if (wrong.length > 0) assert.fail(wrong.slice(0, 5).join('\n'));
});
