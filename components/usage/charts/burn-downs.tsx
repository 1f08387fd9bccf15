import { BurnDownFigure } from "./burn-down-figure";
import { type BurnDownSource, readBurnDowns } from "./read-burn-downs";

/** The day of each daily limit that was drawn from; nothing where none was. */
export async function BurnDowns(source: BurnDownSource) {
  const models = await readBurnDowns(source, Date.now());
  if (models.length === 0) return null;
  return (
    <section className="space-y-2">
      <h2 className="font-medium">How the day burned down</h2>
      <div className="grid gap-4 lg:grid-cols-2">
        {models.map((model) => (
          <BurnDownFigure key={`${model.slug} ${model.limit}`} model={model} />
        ))}
      </div>
    </section>
  );
}
