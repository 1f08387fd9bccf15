import { expect, test } from "vitest";
import { foldText } from "./fold-text";

test.each([
  ["Müller", "muller"],
  ["Mu\u0308ller", "muller"],
  ["STRAẞE Straße", "strasse strasse"],
  ["Łódź Smørrebrød Đà Nẵng", "lodz smorrebrod da nang"],
  ["Æther Œuvre Þór", "aether oeuvre thor"],
  ["ΟΔΥΣΣΕΥΣ", foldText("οδυσσευς")],
  ["Ёлка", "елка"],
  ["ＡＢＣ ﬁn", "abc fin"],
  ["東京 cust_42", "東京 cust_42"],
])("%s is searched as %s", (text, folded) => {
  expect(foldText(text)).toBe(folded);
});
