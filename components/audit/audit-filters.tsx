"use client";

import { Download, X } from "lucide-react";
import { SelectField } from "@/components/forms/select-field";
import { Button } from "@/components/ui/button";
import {
  type AuditFilterSet,
  type AuditView,
  auditExportHref,
  auditHref,
  auditRanges,
  listKinds,
  parseAuditView,
  unfiltered,
} from "@/lib/url-state/audit-view";
import { useFilters } from "@/lib/url-state/use-filters";
import { DayField } from "./day-field";
import { SearchField } from "./search-field";

export interface AuditFiltersProps {
  view: AuditView;
  has: AuditFilterSet;
  actors: { people: string[]; keys: string[] };
}

/** What is shown. */
export function AuditFilters({ view, has, actors }: AuditFiltersProps) {
  const { shown, change, isMoving } = useFilters(view, (next) => auditHref(next));
  const choose = (name: "kind" | "range", value: string) => {
    const { kind, range } = parseAuditView({ [name]: value }, shown.log, has);
    change(name === "kind" ? { kind } : { range, firstDay: null, lastDay: null });
  };
  const { people, keys } = actors;
  const isListed = shown.actor === null || [...people, ...keys].includes(shown.actor);
  const isFiltered = auditHref(shown) !== auditHref(unfiltered(shown.log));
  return (
    <search
      aria-label="Audit log"
      aria-busy={isMoving}
      className="mb-4 grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap"
    >
      {has.search ? (
        <SearchField value={shown.search} onChange={(search) => change({ search })} />
      ) : null}
      <SelectField
        label="Kind"
        className="sm:w-40"
        value={shown.kind ?? ""}
        onChange={(value) => choose("kind", value)}
        options={listKinds(shown.log, has)}
      >
        <option value="">All kinds</option>
      </SelectField>
      {has.actor ? (
        <SelectField
          label="Who"
          className="sm:w-48"
          value={shown.actor ?? ""}
          onChange={(value) => change({ actor: value || null })}
        >
          <option value="">Everybody</option>
          {isListed ? null : <option value={shown.actor ?? ""}>{shown.actor}</option>}
          <Actors label="People" names={people} />
          <Actors label="Keys and commands" names={keys} />
        </SelectField>
      ) : null}
      {has.time ? (
        <SelectField
          label="Time"
          className="sm:w-36"
          value={shown.range}
          onChange={(value) => choose("range", value)}
          options={[...auditRanges, { id: "custom", label: "Days…" }]}
        >
          <option value="any">Any time</option>
        </SelectField>
      ) : null}
      {shown.range === "custom" ? (
        <div className="contents sm:flex sm:gap-3">
          <DayField
            label="First day"
            value={shown.firstDay}
            max={shown.lastDay}
            onChange={(firstDay) => change({ firstDay })}
          />
          <DayField
            label="Last day"
            value={shown.lastDay}
            min={shown.firstDay}
            onChange={(lastDay) => change({ lastDay })}
          />
        </div>
      ) : null}
      <div className="col-span-2 flex gap-3 sm:grow">
        {isFiltered ? (
          <Button variant="ghost" onClick={() => change(unfiltered(shown.log))}>
            <X aria-hidden />
            Clear filters
          </Button>
        ) : null}
        <Button asChild className="ml-auto">
          <a href={auditExportHref(shown)} download>
            <Download aria-hidden />
            Export CSV
          </a>
        </Button>
      </div>
    </search>
  );
}

function Actors({ label, names }: { label: string; names: string[] }) {
  if (names.length === 0) return null;
  return (
    <optgroup label={label}>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </optgroup>
  );
}
