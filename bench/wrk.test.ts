import { expect, test } from "vitest";
import { parseWrk } from "./wrk";

const answer = `Running 3s test @ http://127.0.0.1:8080/v1/chat/completions
  1 threads and 128 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     3.45ms    6.63ms 120.74ms   97.20%
    Req/Sec     1.10k    56.31     1.25k    76.67%
  Latency Distribution
     50%  850.00us
     75%    3.83ms
     90%    5.11ms
     99%    1.20s
  3312 requests in 3.02s, 2.96MB read
`;

test("rate, percentiles in their units, and failures are read off what wrk prints", () => {
  expect(parseWrk(`${answer}Requests/sec:   1097.41\nTransfer/sec:      0.98MB\n`)).toEqual({
    requestsPerSecond: 1_097.41,
    failed: 0,
    p50Ms: 0.85,
    p99Ms: 1_200,
  });
  expect(parseWrk(`${answer}  Non-2xx or 3xx responses: 7\nRequests/sec: 5\n`).failed).toBe(7);
});
