// The server client of OpenFeature against OFREP: server_client.cjs http://127.0.0.1:PORT
'use strict';
const { assert, eventually, run, setFlag } = require('./check.cjs');
const { OpenFeature } = require('@openfeature/server-sdk');
const { OFREPProvider } = require('@openfeature/ofrep-provider');

const base = process.argv[2];
const set = setFlag(base);

async function readsEveryType(client) {
  assert.equal(await client.getBooleanValue('submissions', false), true);
  assert.equal(await client.getNumberValue('worker-limit', 0), 1024);
  assert.equal(await client.getStringValue('install-counts', ''), 'live');
  assert.equal((await client.getBooleanDetails('submissions', false)).reason, 'STATIC');
  const unknown = await client.getBooleanDetails('no-such-flag', true);
  assert.equal(unknown.value, true);
  assert.equal(unknown.errorCode, 'FLAG_NOT_FOUND');
  assert.equal((await client.getNumberDetails('submissions', 7)).errorCode, 'TYPE_MISMATCH');
}

async function seesChanges(client) {
  for (const value of [false, true]) {
    await set('submissions', value);
    const took = await eventually('the change is seen', async () => (await client.getBooleanValue('submissions', !value)) === value);
    console.log(`server: ${value} seen after ${took} ms`);
    assert.ok(took <= 1000, `${took} ms`);
  }
}

async function sharesFollowTheKey(client) {
  await set('submissions', false, { percent: 30 });
  let off = 0;
  for (let i = 0; i < 100; ++i) {
    const details = await client.getBooleanDetails('submissions', true, { targetingKey: `vendor-${i}` });
    assert.equal(details.reason, 'TARGETING_MATCH');
    const again = await client.getBooleanValue('submissions', true, { targetingKey: `vendor-${i}` });
    assert.equal(again, details.value, 'the same user is always on the same side');
    if (!details.value) ++off;
  }
  console.log(`server: ${off} of 100 in a share of 30`);
  assert.ok(off > 15 && off < 45);
  await set('submissions', true, { percent: 100 });
}

run(async () => {
  await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: base }));
  const client = OpenFeature.getClient();
  await readsEveryType(client);
  await seesChanges(client);
  await sharesFollowTheKey(client);
});
