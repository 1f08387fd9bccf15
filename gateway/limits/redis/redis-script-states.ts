import { layout } from "./redis-layout";

/** Lua within `library`: what an answer says of each limit. See redis-script-head.ts. */
export const scriptStates = `
  -- The last cell may have been given back: then a little later than true.
  local function emptyIn(header, cells, window)
    local at, span = window * 5, spans[window]
    if header[5 + window] > cells[at + 1] then return header[3] + span - now end
    if header[5 + window] > 0 then return cells[at + 5] + span - now end
    return 0
  end

  local function fitsIn(header, cells, prefix, name, window, room)
    local left, at, span = header[5 + window], window * 5, spans[window]
    if left <= room or room < 0 then return 0 end
    if cells[at + 2] < cells[at + 3] then
      local text = call('GET', ringKey(prefix, name, window))
      for sequence = cells[at + 2], cells[at + 3] - 1 do
        local newest, amount = unpacked('<dd', text, sequence % 64 * 16 + 1)
        left = left - amount
        if left <= room then return math.max(1, newest + span - now) end
      end
    end
    return math.max(1, header[3] + span - now)
  end

  -- After \`out\`, for each group: used, ms until empty, ms until \`tokens\` (or a request) fit (0 = at
  -- once or never) of each window; tokens and requests of the day.
  local function states(out, prefix, names, headers, cells, plan, tokens)
    for i = 1, #names do
      local header, planAt = headers[i], (i - 1) * ${layout.thresholdsPerGroup} + 1
      for window = 0, ${layout.lastWindow} do
        local used, empty, fits = header[5 + window], 0, 0
        if plan[planAt + window] < 1e300 then
          empty = emptyIn(header, cells[i], window)
          local room = plan[planAt + window] - (window % 2 == 0 and tokens or 1)
          fits = fitsIn(header, cells[i], prefix, names[i], window, room)
        end
        out[#out + 1], out[#out + 2], out[#out + 3] = used, empty, fits
      end
      out[#out + 1], out[#out + 2] = header[1], header[2]
    end
    return pack('<' .. string.rep('d', #out), unpack(out))
  end
`;
