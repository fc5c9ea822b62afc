// What the scripts share: checks, waiting for a condition, changing souk's flags.
'use strict';
const assert = require('node:assert/strict');

const patience = 10_000; // ms; a test that waits longer has failed

async function eventually(what, condition, limit = patience) {
  const began = Date.now();
  for (;;) {
    if (await condition()) return Date.now() - began;
    if (Date.now() - began > limit) assert.fail(`not within ${limit} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

// Ends the process: 0 if the checks hold.
function run(main) {
  main().then(
    () => {
      console.log('all checks hold');
      process.exit(0);
    },
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
}

const setFlag = (base) => async (key, value, more = {}) => {
  const answer = await fetch(`${base}/rest/souk/1/ops/flags/${key}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ value, who: 'test', why: 'test', confirm: true, ...more }),
  });
  assert.equal(answer.status, 200, await answer.text());
};

module.exports = { assert, eventually, run, setFlag };
