import { layout } from "./redis-layout";
import type { Plan } from "./redis-plan";
import { scriptHead } from "./redis-script-head";
import { scriptLibrary } from "./redis-script-library";
import { type RedisScript, toScript } from "./redis-scripts";

/** Lua has 200 locals: a tree's five levels take 70. */
const groupsMax = 8;

const dayTokens = layout.windowCount;
const dayRequests = layout.windowCount + 1;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** The script for each shape of chain, made once. @throws Error for more groups than a tree has levels */
export function reserveScripts(): (plan: Plan) => RedisScript {
  const scripts = new Map<number, RedisScript>();
  return ({ groupIds, mask }) => {
    const shape = groupIds.length * 2 ** layout.windowCount + mask;
    let script = scripts.get(shape);
    if (!script) {
      if (groupIds.length > groupsMax) throw new Error("a chain has more groups than any tree");
      script = reserveScript(groupIds.length, mask);
      scripts.set(shape, script);
    }
    return script;
  };
}

/**
 * The script that reserves over so many groups, of which some limit the windows in `mask` (bit =
 * window). Spelled out for each group: locals cost a third of what tables do, and the common
 * decision, which finds no cell to close or to drop, has to be as cheap as Redis allows.
 *
 * Own ARGV: tokens · fewest tokens · reservation.
 * Answers packed doubles: 1 (admitted), 2 (admitted without a token, or known already) or 0
 * (refused), wall time, day, granted; then for 1 of each group the totals of the windows in `mask`,
 * tokens and requests of the day, otherwise the states.
 */
function reserveScript(groups: number, mask: number): RedisScript {
  const all = numbers(groups).map((index) => index + 1);
  const windows = numbers(layout.windowCount).filter((window) => (mask >> window) & 1);
  const tokenWindows = windows.filter((window) => window % 2 === 0);
  const requestWindows = windows.filter((window) => window % 2 === 1);
  const each = (text: (group: number) => string) => all.map(text).join("\n");
  const list = (text: (group: number) => string | string[]) => all.flatMap(text).join(", ");
  /** Header of a group as locals: a3 = newest admission, a4 = due, from a5 on totals. */
  const header = (group: number) =>
    numbers(layout.headerLength)
      .map((field) => `a${field + 1}_${group}`)
      .join(", ");
  const total = (group: number, window: number) => `a${window + 5}_${group}`;
  const threshold = (group: number, window: number) => `t${window + 1}_${group}`;
  const sum = (group: number, window: number, amount: string) =>
    `if ${threshold(group, window)} < 1e300 then ${total(group, window)} = ${total(group, window)} + ${amount} end`;

  return toScript(`${scriptHead}
local granted, least, id = ARGV[${groups + 5}] + 0, ARGV[${groups + 6}] + 0, ARGV[${groups + 7}]
${each((group) => `local ${header(group)}`)}
${each(
  (group) =>
    `local ${numbers(layout.thresholdsPerGroup)
      .map((field) => `t${field + 1}_${group}`)
      .join(
        ", ",
      )} = unpacked(${layout.thresholdFormat}, ARGV[3], ${(group - 1) * layout.thresholdBytes + 1})`,
)}
local ready = not dirty and now < sweepAt
local fields = ready and call('HMGET', KEYS[2] .. day, ${list((group) => `ARGV[${group + 4}]`)})
if ready and ${all.map((group) => `fields[${group}] and #fields[${group}] >= ${layout.headerBytes}`).join(" and ")} then
  ${each((group) => `${header(group)} = unpacked(${layout.headerFormat}, fields[${group}])`)}
  ready = ${all
    .flatMap((group) => [
      `now < a4_${group} and a3_${group} <= now`,
      ...windows.map(
        (window) => `(${total(group, window)} > 0 or ${threshold(group, window)} == 1e300)`,
      ),
    ])
    .join("\n    and ")}
else
  ready = false
end
local created, names, plan, headers, cells = false, nil, nil, nil, nil
local numbers, open, save, sweep, states, _
if not ready then
  ${scriptLibrary}
  numbers, open, save, _, sweep, states = library()
  sweep()
  names, plan = { unpack(ARGV, 5, ${groups + 4}) }, numbers(ARGV[3])
  headers, cells, created = open(KEYS[2], names, plan)
  ${each((group) => `${header(group)} = unpack(headers[${group}])`)}
end
local tokenRoom = math.min(${list((group) => [`${threshold(group, dayTokens)} - a1_${group}`, ...tokenWindows.map((window) => `${threshold(group, window)} - ${total(group, window)}`)])})
local requestRoom = math.min(${list((group) => [`${threshold(group, dayRequests)} - a2_${group}`, ...requestWindows.map((window) => `${threshold(group, window)} - ${total(group, window)}`)])})
if granted > tokenRoom then granted = tokenRoom end
if granted < least then granted = least end
local status = 2
if requestRoom < 1 or tokenRoom < granted or tokenRoom < 1 then
  status = 0
else
  local record = pack('<dddd', now + ARGV[2], now, day, granted) .. ARGV[4]
  if call('HSETNX', KEYS[3], id, record) == 1 then
    ${each((group) =>
      [
        `a1_${group}, a2_${group}, a3_${group} = a1_${group} + granted, a2_${group} + 1, now`,
        ...windows.map((window) => sum(group, window, window % 2 === 0 ? "granted" : "1")),
      ].join("\n    "),
    )}
    if ready then
      call('HSET', KEYS[2] .. day, ${list((group) => [`ARGV[${group + 4}]`, `pack(${layout.headerFormat}, ${header(group)})`])})
    else
      ${each((group) => `headers[${group}] = { ${header(group)} }`)}
      save(KEYS[2], names, headers, cells, created)
    end
    if now + ARGV[2] < sweepAt then sweepAt, dirty = now + ARGV[2], true end
    if dirty then call('SET', KEYS[1], ARGV[1] .. pack('<ddd', offset, day, sweepAt)) end
    if granted > 0 then
      return pack('<${"d".repeat(4 + groups * (windows.length + 2))}', 1, wall, day, granted, ${list((group) => [...windows.map((window) => total(group, window)), `a1_${group}`, `a2_${group}`])})
    end
  else
    local _, _, _, held = unpacked('<dddd', call('HGET', KEYS[3], id))
    granted = held
  end
end
-- Refused, or seldom otherwise: every state is looked up.
if ready then
  ${scriptLibrary}
  numbers, open, save, _, sweep, states = library()
  names, plan = { unpack(ARGV, 5, ${groups + 4}) }, numbers(ARGV[3])
end
headers, cells, created = open(KEYS[2], names, plan)
save(KEYS[2], names, headers, cells, created)
if dirty then call('SET', KEYS[1], ARGV[1] .. pack('<ddd', offset, day, sweepAt)) end
return states({ status, wall, day, granted }, KEYS[2], names, headers, cells, plan, status == 0 and math.max(1, granted) or 0)
`);
}
