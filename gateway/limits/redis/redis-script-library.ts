import { scriptStates } from "./redis-script-states";
import { scriptWindows } from "./redis-script-windows";

/** Lua that defines `library`, which answers these functions: they are made only where needed. */
export const scriptLibrary = `
local function library()
${scriptWindows}
  -- Takes back from the cell of that moment, if it still counts.
  local function giveBack(header, cells, prefix, name, window, amount, moment)
    local span, at = spans[window], window * 5
    local cell, total = floor(moment * 60 / span), header[5 + window]
    if total > cells[at + 1] and cell == floor(header[3] * 60 / span) then
      header[5 + window] = total - math.min(amount, total - cells[at + 1])
      return
    end
    local head, tail = cells[at + 2], cells[at + 3]
    if head == tail or moment + span + span / 60 <= now then return end
    local ring, text = ringKey(prefix, name, window), nil
    -- Where every cell is used it is as many back as cells have passed; otherwise later.
    local sequence = math.max(head, tail - 1 - floor(cells[at + 5] * 60 / span) + cell)
    while sequence < tail do
      local slot = sequence % 64 * 16
      local own = text and sub(text, slot + 1, slot + 16) or call('GETRANGE', ring, slot, slot + 15)
      if #own < 16 then return end
      local newest, held = unpacked('<dd', own)
      local other = floor(newest * 60 / span)
      if other > cell then return end
      if other == cell then
        amount = math.min(amount, held)
        call('SETRANGE', ring, slot, pack('<dd', newest, held - amount))
        header[5 + window], cells[at + 1] = total - amount, cells[at + 1] - amount
        return
      end
      text = text or call('GET', ring)
      sequence = sequence + 1
    end
  end

  -- What a reservation's record holds goes back where it was counted.
  local function undo(record, requests, tokens)
    local _, moment, heldDay = unpacked('<ddd', record)
    local prefix, groups = string.match(sub(record, 33), '^([^\\n]*)\\n(.*)$')
    local names, marks = {}, {}
    for name, mark in string.gmatch(groups, '(%S+) (%d*)\\n') do
      names[#names + 1], marks[#marks + 1] = name, mark
    end
    local headers, cells, created = open(prefix, names)
    for i = 1, #names do
      local header = headers[i]
      for window in string.gmatch(marks[i], '%d') do
        window = tonumber(window)
        local amount = window % 2 == 0 and tokens or requests
        if amount > 0 then
          giveBack(header, cells[i], prefix, names[i], window, amount, moment)
        end
      end
      if heldDay == day then
        header[1] = math.max(0, header[1] - tokens)
        header[2] = math.max(0, header[2] - requests)
      end
    end
    save(prefix, names, headers, cells, created)
  end

  -- Reservations of processes that died give back what they hold. At most once a second.
  local function sweep()
    if now < sweepAt then return end
    local records = call('HGETALL', KEYS[3])
    local earliest = 1e300
    for i = 1, #records, 2 do
      local id, record = records[i], records[i + 1]
      local expiresAt, _, _, tokens = unpacked('<dddd', record)
      if expiresAt <= now then
        undo(record, 1, tokens)
        call('HDEL', KEYS[3], id)
        call('SET', KEYS[3] .. ':expired:' .. id, '', 'PX', 86400000)
      elseif expiresAt < earliest then
        earliest = expiresAt
      end
    end
    sweepAt, dirty = math.max(earliest, now + 1000), true
  end
${scriptStates}
  return numbers, open, save, giveBack, sweep, states, remember
end
`;
