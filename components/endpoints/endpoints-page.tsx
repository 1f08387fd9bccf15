"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Route } from "lucide-react";
import { useState } from "react";
import { FormError } from "@/components/forms/form-error";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import type { Endpoint } from "@/gateway/contracts/endpoint";
import { toActionError } from "@/lib/gateway/unwrap";
import { routes } from "@/lib/url-state/routes";
import { CreateEndpointDialog } from "./create-endpoint-dialog";
import { DanglingSlugs } from "./dangling-slugs";
import { DeleteDialog } from "./delete-dialog";
import { type EndpointChange, EndpointsTable } from "./endpoints-table";
import type { EndpointsView } from "./endpoints-view";
import { endpointsQuery } from "./queries";
import { RenameDialog } from "./rename-dialog";
import { RepointDialog } from "./repoint-dialog";

interface EndpointsPageProps {
  initialView: EndpointsView;
  canEdit: boolean;
  /** `?new=1`, with `?slug=` filled in: links from elsewhere land in the open form. */
  opensNew: boolean;
  newSlug: string;
}

type OpenDialog =
  | { kind: "none" }
  | { kind: "new"; slug: string }
  | { kind: EndpointChange; endpoint: Endpoint };

export function EndpointsPage({ initialView, canEdit, opensNew, newSlug }: EndpointsPageProps) {
  const { data: view, error } = useQuery({ ...endpointsQuery(), initialData: initialView });
  const [dialog, setDialog] = useState<OpenDialog>(
    opensNew && canEdit ? { kind: "new", slug: newSlug } : { kind: "none" },
  );
  const close = () => {
    setDialog({ kind: "none" });
    // A reload, or Back from the next page, must not open the form again.
    if (opensNew) window.history.replaceState(null, "", routes.endpoints);
  };
  const openNew = (slug = "") => setDialog({ kind: "new", slug });
  return (
    <>
      <PageHeader
        title="Endpoints"
        description={
          view.isHosted
            ? "Each slug is a name your customers call. Changes take effect within 60 s."
            : "Each slug is a name your customers call. Changes take effect at once."
        }
        actions={
          canEdit ? (
            <Button variant="primary" onClick={() => openNew()}>
              <Plus aria-hidden />
              New endpoint
            </Button>
          ) : null
        }
      />
      {error ? <FormError className="mb-4" error={toActionError(error)} /> : null}
      {view.endpoints.length > 0 ? (
        <EndpointsTable
          endpoints={view.endpoints}
          canEdit={canEdit}
          onChange={(kind, endpoint) => setDialog({ kind, endpoint })}
        />
      ) : (
        <EmptyState
          icon={Route}
          title="No endpoints yet"
          body="An endpoint gives a model a name of yours, such as acme/glm-5.2, and says which provider answers it. Groups then get access to slugs, never to providers, so you can move a model without telling anyone."
          action={
            canEdit ? (
              <Button onClick={() => openNew()}>
                <Plus aria-hidden /> Create your first endpoint
              </Button>
            ) : null
          }
        />
      )}
      <DanglingSlugs
        slugs={view.dangling ?? []}
        prefixes={view.slugPrefixes}
        canEdit={canEdit}
        onCreate={openNew}
      />
      <EndpointDialog view={view} dialog={dialog} onClose={close} />
    </>
  );
}

interface EndpointDialogProps {
  view: EndpointsView;
  dialog: OpenDialog;
  onClose: () => void;
}

function EndpointDialog({ view, dialog, onClose }: EndpointDialogProps) {
  switch (dialog.kind) {
    case "none":
      return null;
    case "new":
      return <CreateEndpointDialog view={view} slug={dialog.slug} onClose={onClose} />;
    case "repoint":
      return <RepointDialog view={view} endpoint={dialog.endpoint} onClose={onClose} />;
    case "rename":
      return <RenameDialog endpoint={dialog.endpoint} isHosted={view.isHosted} onClose={onClose} />;
    case "delete":
      return <DeleteDialog endpoint={dialog.endpoint} onClose={onClose} />;
    default:
      return dialog satisfies never;
  }
}
