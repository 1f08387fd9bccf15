export interface PickedGroup {
  id: string;
  /** Its name, else its external id; of a deleted group, its id. */
  label: string;
}
