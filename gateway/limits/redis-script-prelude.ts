/**
 * Lua that every script over the counters starts with. One EVALSHA decides over a whole chain.
 *
 * KEYS  1 marker · 2 open reservations · 3 prefix of the day's hash · 4 prefix of the rings
 * ARGV  1 epoch · 2 "" or a test's time · 3 plan · 4 to 8 the script's own · 9… group ids
 *
 * A header (field = group id of the day's hash) is packed doubles: tokens and requests of the day,
 * newest steady time, `due` (until then neither a cell begins nor one leaves, so the ring need not
 * be read), then seven for each window in use: window, total, amount and newest time of the current
 * cell, sequence of the oldest cell and of the next, moment the oldest leaves. Older cells are in
 * the ring: 64 slots of newest time and amount. A plan is packed doubles too: for each group the
 * number of windows, (window, threshold) each, the thresholds of the day: tokens, requests, and
 * whether its day is counted. Window: 0 tokens, 1 requests a second; 2, 3 the same a minute.
 * Times in ms. Every doubled number is far below 2^53. Source: engine, "Windows"; decision 30.
 */
export const scriptPrelude = `
local call, sub, floor, pack, unpacked = redis.call, string.sub, math.floor, struct.pack, struct.unpack
local marker = call('GET', KEYS[1])
if not marker or sub(marker, 1, 8) ~= ARGV[1] then
  return redis.error_reply('HEADGATE ' .. (marker and sub(marker, 1, 8) or 'none'))
end
local wall
if ARGV[2] == '' then
  local time = call('TIME')
  wall = time[1] * 1000 + floor(time[2] / 1000)
else
  wall = tonumber(ARGV[2])
end
local offset, day, sweepAt = unpacked('<ddd', marker, 9)
local dirty = false
if wall >= (day + 1) * 86400000 or wall < day * 86400000 - 3600000 then
  day = floor(wall / 86400000)
  dirty = true
end
local now = wall + offset
local doubles = '<${"d".repeat(240)}'

local function decode(text)
  local numbers = { unpacked(sub(doubles, 1, #text / 8 + 1), text) }
  numbers[#numbers] = nil
  return numbers
end

local function encode(numbers)
  return pack(sub(doubles, 1, #numbers + 1), unpack(numbers))
end

-- The headers of these groups. Time never runs back behind what they have seen.
local function load(prefix, names)
  local headers = call('HMGET', prefix .. day, unpack(names))
  local seen, created = now, false
  for i = 1, #names do
    local header
    if headers[i] then
      header = decode(headers[i])
    else
      created = true
      header = { 0, 0, 0, 0 }
      for near = day - 1, day + 1, 2 do
        local text = call('HGET', prefix .. near, names[i])
        local other = text and decode(text)
        if other and other[3] > header[3] then
          other[1], other[2] = 0, 0
          header = other
        end
      end
    end
    if header[3] > seen then seen = header[3] end
    headers[i] = header
  end
  if seen > now then
    offset = offset + seen - now
    now = seen
    dirty = true
  end
  return headers, created
end

local function save(prefix, names, headers, created)
  local fields = {}
  for i = 1, #names do
    fields[2 * i - 1] = names[i]
    fields[2 * i] = encode(headers[i])
  end
  call('HSET', prefix .. day, unpack(fields))
  if created then call('PEXPIRE', prefix .. day, (day + 1) * 86400000 - wall + 7200000) end
end

-- Drops the cells that have left their window.
local function expire(header, ring)
  for o = 5, #header, 7 do
    local window = header[o]
    local span = window < 2 and 1000 or 60000
    if header[o + 3] + span <= now then
      header[o + 1], header[o + 2], header[o + 4], header[o + 5] = 0, 0, 0, 0
    else
      local head, tail, leaves = header[o + 4], header[o + 5], header[o + 6]
      while head < tail and leaves <= now do
        local slot = head % 64
        local last = slot + 4
        if last > 63 then last = 63 end
        if last - slot >= tail - head then last = slot + tail - head - 1 end
        local cells = call('GETRANGE', ring .. window, slot * 16, last * 16 + 15)
        if #cells == 0 then
          head = tail
          header[o + 1] = header[o + 2]
        end
        for at = 1, #cells, 16 do
          local newest, amount = unpacked('<dd', cells, at)
          leaves = newest + span
          if leaves > now then break end
          header[o + 1] = header[o + 1] - amount
          head = head + 1
        end
      end
      header[o + 4], header[o + 6] = head, leaves
    end
  end
end

-- Puts the window at position o, empty where the header has none.
local function arrange(header, o, window)
  local found = #header + 1
  for other = o + 7, #header, 7 do
    if header[other] == window then found = other end
  end
  if found > #header then
    header[found] = window
    for field = 1, 6 do header[found + field] = 0 end
  end
  if found ~= o then
    for field = 0, 6 do
      header[o + field], header[found + field] = header[found + field], header[o + field]
    end
  end
end

local function add(header, o, ring, amount)
  local window, newest = header[o], header[o + 3]
  local span = window < 2 and 1000 or 60000
  if floor(newest * 60 / span) ~= floor(now * 60 / span) then
    if header[o + 2] > 0 then
      local tail = header[o + 5]
      call('SETRANGE', ring .. window, tail % 64 * 16, pack('<dd', newest, header[o + 2]))
      if tail % 16 == 0 then call('PEXPIRE', ring .. window, 1200000) end
      if tail == header[o + 4] then header[o + 6] = newest + span end
      header[o + 5] = tail + 1
    end
    header[o + 2] = 0
  end
  header[o + 1] = header[o + 1] + amount
  header[o + 2] = header[o + 2] + amount
  header[o + 3] = now
end

-- Takes back from the cell of that moment, if it still counts.
local function giveBack(header, o, ring, amount, at)
  local window = header[o]
  local span = window < 2 and 1000 or 60000
  local cell = floor(at * 60 / span)
  if cell == floor(header[o + 3] * 60 / span) then
    if amount > header[o + 2] then amount = header[o + 2] end
    header[o + 1] = header[o + 1] - amount
    header[o + 2] = header[o + 2] - amount
    return
  end
  if header[o + 4] == header[o + 5] then return end
  local cells = call('GET', ring .. window)
  for sequence = header[o + 5] - 1, header[o + 4], -1 do
    local slot = sequence % 64 * 16
    local newest, held = unpacked('<dd', cells, slot + 1)
    local other = floor(newest * 60 / span)
    if other < cell then return end
    if other == cell then
      if amount > held then amount = held end
      call('SETRANGE', ring .. window, slot, pack('<dd', newest, held - amount))
      header[o + 1] = header[o + 1] - amount
      return
    end
  end
end

-- Before a header is saved: forgets empty windows, and says until when the ring need not be read.
local function tidy(header)
  local due, last = 1e300, #header
  for o = last - 6, 5, -7 do
    local span = header[o] < 2 and 1000 or 60000
    local newest = header[o + 3]
    if newest + span <= now then
      for field = 0, 6 do
        header[o + field] = header[last - 6 + field]
      end
      for field = 0, 6 do header[last - field] = nil end
      last = last - 7
    else
      local ends = (floor(newest * 60 / span) + 1) * span / 60
      if ends < due then due = ends end
      if header[o + 4] < header[o + 5] and header[o + 6] < due then due = header[o + 6] end
    end
  end
  header[3], header[4] = now, due
end

-- What a reservation's record holds goes back where it was counted.
local function undo(record, requests, tokens)
  local _, at, heldDay = unpacked('<ddd', record)
  local prefix, rings, groups = string.match(sub(record, 33), '^([^\\n]*)\\n([^\\n]*)\\n(.*)$')
  local names, marks = {}, {}
  for name, mark in string.gmatch(groups, '(%S+) (%w*)\\n') do
    names[#names + 1] = name
    marks[#marks + 1] = mark
  end
  local headers, created = load(prefix, names)
  for i = 1, #names do
    local header, ring = headers[i], rings .. names[i] .. ':'
    expire(header, ring)
    for o = 5, #header, 7 do
      local amount = header[o] % 2 == 0 and tokens or requests
      if amount > 0 and string.find(marks[i], header[o], 1, true) then
        giveBack(header, o, ring, amount, at)
      end
    end
    if heldDay == day and string.find(marks[i], 'd', 1, true) then
      header[1] = math.max(0, header[1] - tokens)
      header[2] = math.max(0, header[2] - requests)
    end
    tidy(header)
  end
  save(prefix, names, headers, created)
end

-- Reservations of processes that died give back what they hold. At most once a second.
local function sweep()
  local records = call('HGETALL', KEYS[2])
  local earliest = 1e300
  for i = 1, #records, 2 do
    local id, record = records[i], records[i + 1]
    local expiresAt, _, _, tokens = unpacked('<dddd', record)
    if expiresAt <= now then
      undo(record, 1, tokens)
      call('HDEL', KEYS[2], id)
      call('SET', KEYS[2] .. ':expired:' .. id, '', 'PX', 86400000)
    elseif expiresAt < earliest then
      earliest = expiresAt
    end
  end
  sweepAt = math.max(earliest, now + 1000)
  dirty = true
end

local function remember()
  if dirty then call('SET', KEYS[1], ARGV[1] .. pack('<ddd', offset, day, sweepAt)) end
end

if now >= sweepAt then sweep() end
`;

/**
 * Adds to \`out\`, for each group of the plan: used, ms until empty and ms until \`needed\` fits (0 =
 * fits now or never) of each window, then tokens and requests of the day.
 */
export const scriptStates = `
local function emptyIn(header, o, ring)
  local span = header[o] < 2 and 1000 or 60000
  if header[o + 2] > 0 then return header[o + 3] + span - now end
  if header[o + 1] > 0 and header[o + 4] < header[o + 5] then
    local cells = call('GET', ring .. header[o])
    for sequence = header[o + 5] - 1, header[o + 4], -1 do
      local newest, amount = unpacked('<dd', cells, sequence % 64 * 16 + 1)
      if amount > 0 then return newest + span - now end
    end
  end
  return 0
end

local function fitsIn(header, o, ring, room)
  if header[o + 1] <= room or room < 0 then return 0 end
  local span = header[o] < 2 and 1000 or 60000
  local left = header[o + 1]
  if header[o + 4] < header[o + 5] then
    local cells = call('GET', ring .. header[o])
    for sequence = header[o + 4], header[o + 5] - 1 do
      local newest, amount = unpacked('<dd', cells, sequence % 64 * 16 + 1)
      left = left - amount
      if left <= room then return math.max(1, newest + span - now) end
    end
  end
  return math.max(1, header[o + 3] + span - now)
end

local function states(out, plan, names, headers, tokens)
  local at = 1
  for i = 1, #names do
    local header, ring, o = headers[i], KEYS[4] .. names[i] .. ':', 5
    for p = at + 1, at + 2 * plan[at], 2 do
      if header[o] ~= plan[p] then arrange(header, o, plan[p]) end
      local room = plan[p + 1] - (plan[p] % 2 == 0 and tokens or 1)
      out[#out + 1] = header[o + 1]
      out[#out + 1] = emptyIn(header, o, ring)
      out[#out + 1] = fitsIn(header, o, ring, room)
      o = o + 7
    end
    out[#out + 1] = header[1]
    out[#out + 1] = header[2]
    at = at + 2 * plan[at] + 4
  end
  return encode(out)
end
`;
