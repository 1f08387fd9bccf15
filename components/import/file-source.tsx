"use client";

import { Download, FileUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { Field } from "@/components/forms/field";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Textarea } from "@/components/ui/textarea";
import { cn } from "@/lib/format/class-names";
import { routes } from "@/lib/url-state/routes";
import { decodeTextFile } from "./decode-text-file";
import { fileBytesMax } from "./group-file";

export interface FileSourceProps {
  text: string;
  isComparing: boolean;
  /** While it is applied. */
  isFixed: boolean;
  isPrimary: boolean;
  onEdit: (text: string) => void;
  /** The text of a file, by its name. */
  onTake: (name: string, text: string) => void;
  onCompare: () => void;
}

const example = `external_id,name,parent,mode,slug,tokens_per_minute,requests_per_minute,tokens_per_day
cust_42,Acme Corp,,CASCADING,acme/glm-5.2,1m,600,
cust_42_search,Search,cust_42,,acme/glm-5.2,250k,,50m`;

const yamlExample = `- external_id: cust_42
  name: Acme Corp
  mode: CASCADING
  models:
    - slug: acme/glm-5.2
      tokens_per_minute: 1m
      requests_per_minute: 600
  children:
    - external_id: cust_42_search
      name: Search
      models:
        - slug: acme/glm-5.2
          tokens_per_minute: 250k
          tokens_per_day: 50m
    - external_id: cust_42_ingest
      models: [acme/glm-5.2]`;

/** Where the text comes from: a file, dropped or chosen, or typed. */
export function FileSource(props: FileSourceProps) {
  const { text, isComparing, isFixed, isPrimary, onEdit, onTake, onCompare } = props;
  const chooser = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  /** About how the file was read; it goes with the text. */
  const [notice, setNotice] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);

  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > fileBytesMax) {
      setTrouble(`${file.name} is larger than 900 kB: split it.`);
      return;
    }
    const read = decodeTextFile(new Uint8Array(await file.arrayBuffer()));
    setTrouble(read.ok ? null : `${file.name}: ${read.message}`);
    setNotice(read.ok ? read.notice : null);
    if (read.ok) onTake(file.name, read.text);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    if (!isFixed) void take(event.dataTransfer.files[0]);
  };

  return (
    <section
      aria-label="File"
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className="space-y-3"
    >
      <Field
        label="Groups as CSV or YAML"
        error={trouble}
        warning={notice}
        hint="CSV has one line for each slug of a group. Blank limits are not set, 0 blocks; 250k and 1m are numbers. What the file has no column or field for is left as it is; a group that is not in it is not touched."
      >
        <Textarea
          rows={9}
          value={text}
          disabled={isFixed}
          placeholder={example}
          onChange={(event) => {
            if (event.target.value === "") setNotice(null);
            onEdit(event.target.value);
          }}
          className={cn("whitespace-pre font-mono text-[13px]", isOver && "border-ring")}
        />
      </Field>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          variant={isPrimary ? "primary" : "secondary"}
          pending={isComparing}
          disabled={text.trim() === "" || isFixed}
          onClick={onCompare}
        >
          Compare
        </Button>
        <input
          ref={chooser}
          type="file"
          accept=".csv,.tsv,.txt,.yaml,.yml,text/csv,application/yaml"
          aria-label="CSV or YAML file"
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            void take(event.target.files?.[0]);
            // The same file can be chosen again after it was edited.
            event.target.value = "";
          }}
        />
        <Button disabled={isFixed} onClick={() => chooser.current?.click()}>
          <FileUp aria-hidden /> Choose a file
        </Button>
        <span className="flex flex-wrap items-center gap-2 sm:ml-auto">
          <Button variant="ghost" asChild>
            <a href={routes.groupsExport("csv")} download>
              <Download aria-hidden /> Export as CSV
            </a>
          </Button>
          <Button variant="ghost" asChild>
            <a href={routes.groupsExport("yaml")} download>
              <Download aria-hidden /> Export as YAML
            </a>
          </Button>
        </span>
      </div>
      {isPrimary ? <YamlHelp /> : null}
    </section>
  );
}

function YamlHelp() {
  return (
    <details>
      <summary className="w-fit cursor-pointer rounded text-muted-foreground text-xs hover:text-foreground">
        What a YAML file looks like
      </summary>
      <div className="mt-2 max-w-prose space-y-2">
        <CodeBlock what="YAML example" code={yamlExample} />
        <p className="text-muted-foreground text-xs">
          The fields are named like the columns. Children stand below their group;{" "}
          <code className="font-mono">models</code> is the whole set, a slug alone has no limits of
          its own.
        </p>
      </div>
    </details>
  );
}
