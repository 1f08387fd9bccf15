// Packages whose older releases have published vulnerabilities must not come back through a merge
// or a loosened lock file. Raise a minimum when an advisory names a newer one.
import { readFileSync } from "node:fs";

/** @type {Record<string, string>} */
const minimums = {
  next: "16.4.6",
  react: "19.3.1",
  "react-dom": "19.3.1",
  "next-auth": "4.24.15",
  fastify: "5.12.8",
  undici: "7.30.2",
  pg: "8.23.1",
  zod: "4.6.7",
};

function isAtLeast(version, minimum) {
  const wanted = minimum.split(".").map(Number);
  const had = version.split(/[-+]/)[0].split(".").map(Number);
  for (const [index, part] of wanted.entries()) {
    if (had[index] !== part) return had[index] > part;
  }
  return true;
}

let tooOld = 0;
for (const [name, minimum] of Object.entries(minimums)) {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  const { version } = JSON.parse(readFileSync(file, "utf8"));
  if (isAtLeast(version, minimum)) continue;
  tooOld += 1;
  console.error(`${name} ${version} is older than ${minimum}, the oldest release to ship`);
}

// npm checks what it downloads against the lock file, where that says what to expect. What lies within
// another package is covered by that one's.
const lock = new URL("../../package-lock.json", import.meta.url);
const { packages } = JSON.parse(readFileSync(lock, "utf8"));
const unproven = Object.entries(packages).filter(
  ([path, entry]) => path !== "" && !entry.link && !entry.inBundle && !entry.integrity,
);
for (const [path] of unproven) console.error(`${path} has no integrity in package-lock.json`);
const located = Object.entries(packages).filter(([, { resolved }]) => resolved);
for (const [path] of located) console.error(`${path} names where it was downloaded from`);
if (tooOld + unproven.length + located.length > 0) process.exit(1);
console.log(
  `${Object.keys(minimums).length} packages are at or above their minimum; every entry of the lock file has its integrity`,
);
