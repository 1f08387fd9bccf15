import { SelectField } from "@/components/forms/select-field";

export interface ModelFilterProps {
  /** null = all. */
  slug: string | null;
  slugs: readonly string[];
  onChange: (slug: string | null) => void;
}

/** One model of those that are known, or one that an address names. */
export function ModelFilter({ slug, slugs, onChange }: ModelFilterProps) {
  const listed = slug && !slugs.includes(slug) ? [slug, ...slugs] : slugs;
  return (
    <SelectField
      label="Model"
      className="sm:w-44"
      value={slug ?? ""}
      onChange={(value) => onChange(value === "" ? null : value)}
      options={listed.map((id) => ({ id, label: id }))}
    >
      <option value="">All models</option>
    </SelectField>
  );
}
