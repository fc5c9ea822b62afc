// The web client of OpenFeature against OFREP: web_client.cjs http://127.0.0.1:PORT
'use strict';
const { assert, eventually, run, setFlag } = require('./check.cjs');
const { EventSource } = require('eventsource');
globalThis.EventSource = EventSource; // browsers have one
const { OpenFeature, ProviderEvents } = require('@openfeature/web-sdk');
const { OFREPWebProvider } = require('@openfeature/ofrep-web-provider');

const base = process.argv[2];
const set = setFlag(base);

// Statuses of the provider's own requests.
function counted(statuses) {
  return async (...request) => {
    const answer = await fetch(...request);
    statuses.push(answer.status);
    return answer;
  };
}

async function connect(domain, options) {
  const statuses = [];
  const provider = new OFREPWebProvider({
    baseUrl: base,
    cacheMode: 'disabled',
    fetchImplementation: counted(statuses),
    ...options,
  });
  await OpenFeature.setContext(domain, { targetingKey: 'somebody' });
  await OpenFeature.setProviderAndWait(domain, provider);
  return { client: OpenFeature.getClient(domain), statuses };
}

async function readsEveryType() {
  const { client } = await connect('types', { changeDetection: 'none' });
  assert.equal(client.getBooleanValue('yen-prices', false), true);
  assert.equal(client.getNumberValue('worker-limit', 0), 1024);
  assert.equal(client.getStringValue('install-counts', ''), 'live');
  const details = client.getBooleanDetails('yen-prices', false);
  assert.equal(details.reason, 'STATIC');
  assert.equal(details.variant, 'on');
  assert.equal(client.getBooleanValue('no-such-flag', true), true);
  assert.equal(client.getBooleanDetails('no-such-flag', true).errorCode, 'FLAG_NOT_FOUND');
  assert.equal(client.getStringDetails('yen-prices', 'mine').errorCode, 'TYPE_MISMATCH');
}

async function hearsOfChanges() {
  const { client } = await connect('sse', { changeDetection: 'sse' });
  let changes = 0;
  client.addHandler(ProviderEvents.ConfigurationChanged, () => ++changes);
  for (const value of ['off', 'on']) {
    await set('yen-prices', value);
    const took = await eventually('the change is seen', () => client.getBooleanValue('yen-prices', value !== 'on') === (value === 'on'));
    console.log(`stream: ${value} seen after ${took} ms`);
    assert.ok(took <= 1000, `${took} ms`);
  }
  assert.ok(changes >= 2);
}

async function pollsWithTheTag() {
  const { client, statuses } = await connect('polling', { changeDetection: 'polling', pollInterval: 100 });
  await eventually('a 304', () => statuses.includes(304));
  await set('yen-prices', 'off');
  const took = await eventually('the change is seen', () => client.getBooleanValue('yen-prices', true) === false);
  console.log(`polling: seen after ${took} ms`);
  assert.ok(took <= 1000, `${took} ms`);
  await set('yen-prices', 'on');
  await eventually('and back', () => client.getBooleanValue('yen-prices', false) === true);
}

async function sharesFollowTheKey() {
  await set('yen-prices', 'off', { percent: 50 });
  const { client } = await connect('shares', { changeDetection: 'none' });
  const seen = new Set();
  for (let i = 0; i < 40 && seen.size < 2; ++i) {
    await OpenFeature.setContext('shares', { targetingKey: `user-${i}` });
    seen.add(client.getBooleanValue('yen-prices', true));
    assert.equal(client.getBooleanDetails('yen-prices', true).reason, 'TARGETING_MATCH');
  }
  assert.deepEqual([...seen].sort(), [false, true]);
  await set('yen-prices', 'on', { percent: 100 });
}

run(async () => {
  await readsEveryType();
  await hearsOfChanges();
  await pollsWithTheTag();
  await sharesFollowTheKey();
});
