/**
 * Lua that every script over the counters shares. One EVALSHA decides over a whole chain.
 *
 * KEYS  1 marker · 2 prefix of the day's hash · 3 open reservations
 * ARGV  1 epoch · 2 a reservation's lifetime · 3 plan · 4 where the plan counts, as text · 5… group
 *       ids · the script's own · last: "" or a test's time
 *
 * Packed doubles, times in ms, amounts integers below 2^53:
 * - header (field = group id of the day's hash): tokens and requests of the day, newest admission,
 *   \`due\`, totals of the windows. Until \`due\` no cell ends and none leaves its window, so a
 *   decision needs no more than the header.
 * - cells (field = group id and ":"): for each window the sum of the closed cells, sequences of the
 *   oldest and of the next one, moment at which the oldest leaves, newest time of the last. What a
 *   total exceeds that sum by is in the current cell, whose newest admission is the header's.
 * - ring (a string for each window): 64 slots of newest time and amount of closed cells.
 * - plan: for each group the thresholds of the windows, of the day's tokens and requests.
 * Windows: by their slots, tokens and requests of each (0 tokens, 1 requests a second, …). A value that
 * was written before a window was added is shorter: what it lacks is 0.
 * Source: engine, "Windows"; decision record 30.
 */
export const scriptHead = `
local call, sub, floor, pack, unpacked = redis.call, string.sub, math.floor, struct.pack, struct.unpack
local marker = call('GET', KEYS[1])
if not marker or sub(marker, 1, 8) ~= ARGV[1] then
  return redis.error_reply('HEADGATE ' .. (marker and sub(marker, 1, 8) or 'none'))
end
local wall
if ARGV[#ARGV] == '' then
  local time = call('TIME')
  wall = time[1] * 1000 + floor(time[2] / 1000)
else
  wall = tonumber(ARGV[#ARGV])
end
local offset, day, sweepAt = unpacked('<ddd', marker, 9)
local dirty = false
-- A clock that steps back over midnight gives nobody a fresh day, unless it was wrong by hours.
if wall >= day * 86400000 + 86400000 or wall < day * 86400000 - 3600000 then
  day = floor(wall / 86400000)
  dirty = true
end
local now = wall + offset
`;
