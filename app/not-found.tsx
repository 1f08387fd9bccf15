import { NothingHere } from "@/components/shell/nothing-here";

export default function NotFound() {
  return (
    <main className="mx-auto w-full max-w-160 px-4 py-16">
      <NothingHere />
    </main>
  );
}
