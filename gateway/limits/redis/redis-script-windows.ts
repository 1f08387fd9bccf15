import { layout } from "./redis-layout";

/** Lua within `library`: headers and cells, read as of now and written. See redis-script-head.ts. */
export const scriptWindows = `
  local headerFormat, cellsFormat = ${layout.headerFormat}, ${layout.cellsFormat}
  local spans = ${layout.spans}

  local function numbers(text)
    local values = { unpacked('<' .. string.rep('d', #text / 8), text) }
    values[#values] = nil
    return values
  end

  local function remember()
    if dirty then call('SET', KEYS[1], ARGV[1] .. pack('<ddd', offset, day, sweepAt)) end
  end

  local function padded(text, length)
    return #text < length and text .. string.rep('\\0', length - #text) or text
  end

  local function ringKey(prefix, name, window)
    return prefix .. 'ring:' .. name .. ':' .. window
  end

  -- Closes the cell that has ended, and drops those that have left their window. A cell counts until
  -- one window after its newest admission, so no rolling window holds more than was admitted.
  local function refresh(header, cells, prefix, name, plan, planAt)
    local due = 1e300
    for window = 0, ${layout.lastWindow} do
      local total = header[5 + window]
      if total > 0 or (plan and plan[planAt + window] < 1e300) then
        local at, span = window * 5, spans[window]
        local cell = floor(now * 60 / span)
        if total > 0 and header[3] + span <= now then
          total = 0
          cells[at + 1], cells[at + 2], cells[at + 3] = 0, 0, 0
        elseif total > 0 then
          local closed, head, tail = cells[at + 1], cells[at + 2], cells[at + 3]
          if total > closed and floor(header[3] * 60 / span) ~= cell then
            local ring = ringKey(prefix, name, window)
            call('SETRANGE', ring, tail % 64 * 16, pack('<dd', header[3], total - closed))
            if tail % 16 == 0 then call('PEXPIRE', ring, ${layout.ringTtlMs}) end
            if tail == head then cells[at + 4] = header[3] + span end
            tail, closed, cells[at + 5] = tail + 1, total, header[3]
          end
          if head < tail and cells[at + 5] + span <= now then
            total, closed, head, tail = total - closed, 0, 0, 0
          end
          local leaves = cells[at + 4]
          while head < tail and leaves <= now do
            local slot = head % 64
            local last = math.min(slot + 4, 63, slot + tail - head - 1)
            local text = call('GETRANGE', ringKey(prefix, name, window), slot * 16, last * 16 + 15)
            if #text == 0 then total, closed, head = total - closed, 0, tail end
            for byte = 1, #text, 16 do
              local newest, amount = unpacked('<dd', text, byte)
              leaves = newest + span
              if leaves > now then break end
              total, closed, head = total - amount, closed - amount, head + 1
            end
          end
          if head < tail and leaves < due then due = leaves end
          cells[at + 1], cells[at + 2], cells[at + 3], cells[at + 4] = closed, head, tail, leaves
        end
        header[5 + window] = total
        local ends = (cell + 1) * span / 60
        if ends < due then due = ends end
      end
    end
    header[4] = due
  end

  -- Headers and cells of these groups as of now, saved. Time never runs back behind what they saw.
  local function open(prefix, names, plan)
    local fields, count = {}, #names
    for i = 1, count do fields[i], fields[count + i] = names[i], names[i] .. ':' end
    local found = call('HMGET', prefix .. day, unpack(fields))
    local headers, cells, seen, created = {}, {}, now, false
    for i = 1, count do
      local header, of = found[i], found[count + i]
      if not header then
        created = true
        local newest = 0
        for near = day - 1, day + 1, 2 do
          local other = call('HMGET', prefix .. near, fields[i], fields[count + i])
          local newestThere = other[1] and unpacked('<d', other[1], 17) or 0
          if newestThere > newest then
            newest, header, of = newestThere, pack('<dd', 0, 0) .. sub(other[1], 17), other[2]
          end
        end
      end
      headers[i] = { unpacked(headerFormat, padded(header or '', ${layout.headerBytes})) }
      cells[i] = { unpacked(cellsFormat, padded(of or '', ${layout.cellsBytes})) }
      if headers[i][3] > seen then seen = headers[i][3] end
    end
    if seen > now then
      offset, now, dirty = offset + seen - now, seen, true
    end
    for i = 1, count do refresh(headers[i], cells[i], prefix, names[i], plan, (i - 1) * ${layout.thresholdsPerGroup} + 1) end
    return headers, cells, created
  end

  -- A day outlasts the next one: a clock that was set ahead may go back.
  local function save(prefix, names, headers, cells, created)
    local fields = {}
    for i = 1, #names do
      fields[4 * i - 3], fields[4 * i - 2] = names[i], pack(headerFormat, unpack(headers[i], 1, ${layout.headerLength}))
      fields[4 * i - 1], fields[4 * i] = names[i] .. ':', pack(cellsFormat, unpack(cells[i], 1, ${layout.windowCount * 5}))
    end
    call('HSET', prefix .. day, unpack(fields))
    if created then call('PEXPIRE', prefix .. day, day * 86400000 + 180000000 - wall) end
  end
`;
