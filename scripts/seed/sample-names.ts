import type { Random } from "./random";

const companies = [
  "Northwind Foods",
  "Initech",
  "Blue Harbor Logistics",
  "Lumen & Oak",
  "Halcyon Robotics",
  "Kestrel Air",
  "Brightwater Insurance",
  "Juniper Street Books",
  "Quill",
  "Meridian Health Partners",
  "Vela",
  "Osprey Analytics",
  "Tidewater Energy",
  "Saffron Kitchen Co.",
  "Ironbark Mining",
  "Pemberton & Daughters",
  "東都電機",
  "Ελληνική Ναυτιλία",
  "Łódzkie Zakłady Mięsne",
  "مخبز النور",
  "Müller Präzisionsguß",
  "Пекарня на Садовой",
  "한빛소프트",
  "São Tomé Cafés",
  "बंगलौर टेक्सटाइल्स",
  "Žluťoučký kůň s.r.o.",
  "🍋 Lemonade Stand",
] as const;

const teams = [
  "Finance",
  "Engineering",
  "Customer support",
  "Search",
  "Data science",
  "Legal",
  "Marketing",
  "Growth",
  "Platform",
  "Research & development",
  "営業部",
  "Forschung",
  "Продажи",
] as const;

const projects = [
  "chat-assistant",
  "invoice-reader",
  "code-review",
  "nightly-summaries",
  "translation",
  "call transcripts",
  "onboarding copilot",
  "fraud triage",
  "product search",
  "report writer",
  "experiments",
  "staging",
] as const;

const environments = ["production", "staging", "evaluation", "load test"] as const;

const longName =
  "International Consortium for the Long-Term Archival, Retrieval, Translation and Annotation of Parliamentary Proceedings and Historical Newspapers (Central Coordination Office, formerly the Standing Committee on Documentation)";

const words = [companies, teams, projects, environments] as const;

/**
 * A name for a group of this level (0 = customer). Mostly short and plain; some unnamed, some in
 * other scripts, a few far too long for any column.
 */
export function sampleName(random: Random, level: number, number: number): string | null {
  const roll = random.next();
  if (roll < 0.03) return null;
  if (roll < 0.045) return `${longName} ${number}`;
  const name = random.pick(words[Math.min(level, words.length - 1)] ?? words[0]);
  return level === 0 && number > companies.length ? `${name} ${number}` : name;
}
