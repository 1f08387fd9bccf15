import { createHash } from "node:crypto";
import { layout } from "./redis-layout";
import { scriptHead } from "./redis-script-head";
import { scriptLibrary } from "./redis-script-library";

export interface RedisScript {
  lua: string;
  sha: string;
}

export function toScript(lua: string): RedisScript {
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}

const opening = `${scriptHead}
${scriptLibrary}
local numbers, open, save, giveBack, sweep, states, remember = library()
sweep()
`;

/**
 * Ends a reservation. Own ARGV: actual tokens · "settle", "lost" (settles one whose record went with
 * an earlier epoch, unless the ledger had told of it), "release" or "fail" (gives the tokens back, not the request) · reservation ·
 * day of admission. Answers packed doubles: 1, wall time, day, excess, and the states.
 */
export const endScript = toScript(`${opening}
local names, plan = { unpack(ARGV, 5, #ARGV[3] / ${layout.thresholdBytes} + 4) }, numbers(ARGV[3])
local actual, mode, id, countedDay = unpack(ARGV, #names + 5)
local record = call('HGET', KEYS[3], id)
local moment, tokens, requests = 0, 0, 0
countedDay = countedDay + 0
if record then
  call('HDEL', KEYS[3], id)
  local _, heldAt, heldDay, granted = unpacked('<dddd', record)
  moment, countedDay, tokens = heldAt, heldDay, actual - granted
  if mode == 'release' then requests = -1 end
elseif mode == 'settle' or mode == 'lost' then
  local gone = call('DEL', KEYS[3] .. ':expired:' .. id) == 1
  if not gone and mode == 'lost' then
    gone = call('HSETNX', KEYS[3] .. ':ended', id, '') == 1
    call('PEXPIRE', KEYS[3] .. ':ended', 86400000)
  end
  if gone then tokens, requests = actual + 0, 1 end
end
local headers, cells, created = open(KEYS[2], names, plan)
if tokens ~= 0 or requests ~= 0 then
  for i = 1, #names do
    local header = headers[i]
    for window = 0, ${layout.lastWindow} do
      if plan[(i - 1) * ${layout.thresholdsPerGroup} + 1 + window] < 1e300 then
        local amount = window % 2 == 0 and tokens or requests
        if amount < 0 then
          giveBack(header, cells[i], KEYS[2], names[i], window, -amount, moment)
        end
        if amount > 0 then header[5 + window] = header[5 + window] + amount end
      end
    end
    if tokens > 0 or requests > 0 then header[3] = now end
    if countedDay == day then
      header[1] = math.max(0, header[1] + tokens)
      header[2] = math.max(0, header[2] + requests)
    end
  end
  save(KEYS[2], names, headers, cells, created)
end
remember()
return states({ 1, wall, day, tokens }, KEYS[2], names, headers, cells, plan, 0)
`);

/** Answers packed doubles: 1, wall time, day, 0, and the states. Counts nothing. */
export const readScript = toScript(`${opening}
local names, plan = { unpack(ARGV, 5, #ARGV[3] / ${layout.thresholdBytes} + 4) }, numbers(ARGV[3])
local headers, cells, created = open(KEYS[2], names, plan)
if not created then save(KEYS[2], names, headers, cells, created) end
remember()
return states({ 1, wall, day, 0 }, KEYS[2], names, headers, cells, plan, 0)
`);

/** Own ARGV: reservations. Those that are open get a lifetime from now. */
export const renewScript = toScript(`${scriptHead}
for i = 3, #ARGV - 1 do
  local record = call('HGET', KEYS[3], ARGV[i])
  if record then call('HSET', KEYS[3], ARGV[i], pack('<d', now + ARGV[2]) .. sub(record, 9)) end
end
return 1
`);

/** Answers how many reservations of the bucket are open. */
export const countOpenScript = toScript(`${opening}
remember()
return call('HLEN', KEYS[3])
`);

/**
 * KEYS 1 marker · ARGV 1 epoch. Begins to build a bucket; a build that another began is taken over.
 * Answers 0 where the bucket is complete, 1 otherwise.
 */
export const beginScript = toScript(`
local marker = redis.call('GET', KEYS[1])
if marker and string.sub(marker, 1, 8) ~= 'building' then return 0 end
redis.call('SET', KEYS[1], 'building' .. ARGV[1])
return 1
`);

/**
 * KEYS 1 marker · ARGV 1 epoch · then for each key: how many values, the key, its lifetime in ms, the
 * values: one = a string, more = fields of a hash. Answers 0 where somebody else began since.
 */
export const writeScript = toScript(`
if redis.call('GET', KEYS[1]) ~= 'building' .. ARGV[1] then return 0 end
local at = 2
while at < #ARGV do
  local count, key, lifetime = ARGV[at] + 0, ARGV[at + 1], ARGV[at + 2]
  if count == 1 then
    redis.call('SET', key, ARGV[at + 3], 'PX', lifetime)
  else
    redis.call('HSET', key, unpack(ARGV, at + 3, at + 2 + count))
    redis.call('PEXPIRE', key, lifetime)
  end
  at = at + 3 + count
end
return 1
`);

/**
 * KEYS 1 marker · ARGV 1 epoch · 2 day. Says that the bucket is complete, unless the store was
 * emptied or somebody else began since: then it answers 0.
 */
export const publishScript = toScript(`
if redis.call('GET', KEYS[1]) ~= 'building' .. ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. struct.pack('<ddd', 0, ARGV[2], 1e300))
return 1
`);

/** KEYS 1 lock · ARGV 1 owner · 2 ms. Keeps a lock that is still one's own. */
export const keepLockScript = toScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 0
`);

/** KEYS 1 lock · ARGV 1 owner. Lets go of a lock that is still one's own. */
export const unlockScript = toScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`);
