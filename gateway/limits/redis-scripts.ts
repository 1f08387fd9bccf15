import { createHash } from "node:crypto";
import { scriptPrelude, scriptStates } from "./redis-script-prelude";

export interface RedisScript {
  lua: string;
  sha: string;
}

function scriptOf(lua: string): RedisScript {
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}

/**
 * ARGV 4 tokens · 5 fewest tokens · 6 reservation · 7 its lifetime · 8 its groups, as text.
 * Answers packed doubles: 1, wall time, day, granted, then used of each window, tokens and
 * requests of the day, group by group; or, when nothing was counted or no token granted,
 * 0 (refused) or 2, wall time, day, granted, and the states.
 */
export const reserveScript = scriptOf(`${scriptPrelude}
local names = { unpack(ARGV, 9) }
local plan = decode(ARGV[3])
local headers, created = load(KEYS[3], names)
local tokenRoom, requestRoom, at = 1e300, 1e300, 1
for i = 1, #names do
  local header, o = headers[i], 5
  if now >= header[4] then
    expire(header, KEYS[4] .. names[i] .. ':')
    header[4] = 0
  end
  local last = at + 2 * plan[at]
  for p = at + 1, last, 2 do
    if header[o] ~= plan[p] then
      arrange(header, o, plan[p])
      header[4] = 0
    end
    local room = plan[p + 1] - header[o + 1]
    if plan[p] % 2 == 0 then
      if room < tokenRoom then tokenRoom = room end
    elseif room < requestRoom then
      requestRoom = room
    end
    o = o + 7
  end
  local room = plan[last + 1] - header[1]
  if room < tokenRoom then tokenRoom = room end
  room = plan[last + 2] - header[2]
  if room < requestRoom then requestRoom = room end
  at = last + 4
end
local granted, least = tonumber(ARGV[4]), tonumber(ARGV[5])
if granted > tokenRoom then granted = tokenRoom end
if granted < least then granted = least end
local refused = requestRoom < 1 or tokenRoom < granted or tokenRoom < 1
if not refused then
  local record = pack('<dddd', now + ARGV[7], now, day, granted) .. ARGV[8]
  if now + ARGV[7] < sweepAt then
    sweepAt = now + ARGV[7]
    dirty = true
  end
  if call('HSETNX', KEYS[2], ARGV[6], record) == 1 then
    local fields, out = {}, { 1, wall, day, granted }
    local filled = 4
    at = 1
    for i = 1, #names do
      local header, o = headers[i], 5
      local last = at + 2 * plan[at]
      if header[4] == 0 then
        local ring = KEYS[4] .. names[i] .. ':'
        for p = at + 1, last, 2 do
          local amount = plan[p] % 2 == 0 and granted or 1
          if amount > 0 then add(header, o, ring, amount) end
          out[filled + 1] = header[o + 1]
          filled = filled + 1
          o = o + 7
        end
        tidy(header)
      else
        for p = at + 1, last, 2 do
          local amount = plan[p] % 2 == 0 and granted or 1
          local total = header[o + 1] + amount
          header[o + 1] = total
          header[o + 2] = header[o + 2] + amount
          if amount > 0 then header[o + 3] = now end
          filled = filled + 1
          out[filled] = total
          o = o + 7
        end
        header[3] = now
      end
      if plan[last + 3] == 1 then
        header[1] = header[1] + granted
        header[2] = header[2] + 1
      end
      out[filled + 1] = header[1]
      out[filled + 2] = header[2]
      filled = filled + 2
      fields[2 * i - 1] = names[i]
      fields[2 * i] = encode(header)
      at = last + 4
    end
    call('HSET', KEYS[3] .. day, unpack(fields))
    if created then
      call('PEXPIRE', KEYS[3] .. day, (day + 1) * 86400000 - wall + 7200000)
    end
    remember()
    if granted > 0 then return encode(out) end
  else
    local _
    _, _, _, granted = unpacked('<dddd', call('HGET', KEYS[2], ARGV[6]))
  end
end
remember()
${scriptStates}
return states({ refused and 0 or 2, wall, day, granted }, plan, names, headers, refused and math.max(1, granted) or 0)
`);

/**
 * Ends a reservation. ARGV 4 actual tokens · 5 "settle", "lost" (settle one whose record went with
 * an earlier epoch), "release" or "fail" (gives the tokens back, not the request) · 6 reservation
 * · 7 day of admission. Answers packed doubles: 1, wall time, day, excess, and the states.
 */
export const endScript = scriptOf(`${scriptPrelude}
local names = { unpack(ARGV, 9) }
local plan = decode(ARGV[3])
local mode, id = ARGV[5], ARGV[6]
local record = call('HGET', KEYS[2], id)
local actual, at, countedDay = tonumber(ARGV[4]), 0, tonumber(ARGV[7])
local tokens, requests = 0, 0
if record then
  call('HDEL', KEYS[2], id)
  local _, heldAt, heldDay, granted = unpacked('<dddd', record)
  at, countedDay = heldAt, heldDay
  tokens = actual - granted
  if mode == 'release' then requests = -1 end
elseif mode == 'settle' or mode == 'lost' then
  local gone = call('DEL', KEYS[2] .. ':expired:' .. id) == 1
  if not gone and mode == 'lost' then
    gone = call('SET', KEYS[2] .. ':lost:' .. id, '', 'NX', 'PX', 86400000) ~= false
  end
  if gone then tokens, requests = actual, 1 end
end
local headers, created = load(KEYS[3], names)
local p = 1
for i = 1, #names do
  local header, ring, o = headers[i], KEYS[4] .. names[i] .. ':', 5
  if now >= header[4] then expire(header, ring) end
  local last = p + 2 * plan[p]
  if tokens ~= 0 or requests ~= 0 then
    for w = p + 1, last, 2 do
      if header[o] ~= plan[w] then arrange(header, o, plan[w]) end
      local amount = plan[w] % 2 == 0 and tokens or requests
      if amount > 0 then add(header, o, ring, amount) end
      if amount < 0 then giveBack(header, o, ring, -amount, at) end
      o = o + 7
    end
    if countedDay == day and plan[last + 3] == 1 then
      header[1] = math.max(0, header[1] + tokens)
      header[2] = math.max(0, header[2] + requests)
    end
  end
  p = last + 4
end
${scriptStates}
local answer = states({ 1, wall, day, tokens }, plan, names, headers, 0)
if tokens ~= 0 or requests ~= 0 then
  for i = 1, #names do tidy(headers[i]) end
  save(KEYS[3], names, headers, created)
end
remember()
return answer
`);

/** Answers packed doubles: 1, wall time, day, 0, and the states. Counts nothing. */
export const readScript = scriptOf(`${scriptPrelude}
local names = { unpack(ARGV, 9) }
local plan = decode(ARGV[3])
local headers = load(KEYS[3], names)
for i = 1, #names do expire(headers[i], KEYS[4] .. names[i] .. ':') end
remember()
${scriptStates}
return states({ 1, wall, day, 0 }, plan, names, headers, 0)
`);

/** Answers how many reservations of the bucket are open. */
export const countOpenScript = scriptOf(`${scriptPrelude}
remember()
return call('HLEN', KEYS[2])
`);

/**
 * KEYS 1 marker · ARGV 1 epoch. Begins to build a bucket; a build that another began is taken over.
 * Answers 0 where the bucket is complete, 1 otherwise.
 */
export const beginScript = scriptOf(`
local marker = redis.call('GET', KEYS[1])
if marker and string.sub(marker, 1, 8) ~= 'building' then return 0 end
redis.call('SET', KEYS[1], 'building' .. ARGV[1])
return 1
`);

/**
 * KEYS 1 marker · ARGV 1 epoch · 2 day. Says that the bucket is complete, unless the store was
 * emptied or somebody else began since: then it answers 0.
 */
export const publishScript = scriptOf(`
if redis.call('GET', KEYS[1]) ~= 'building' .. ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. struct.pack('<ddd', 0, ARGV[2], 1e300))
return 1
`);

/** KEYS 1 lock · ARGV 1 owner. Lets go of a lock that is still one's own. */
export const unlockScript = scriptOf(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`);
