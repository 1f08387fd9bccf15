"use client";

import { createContext, type ReactNode, use } from "react";
import type { OperationAddresses as Addresses } from "@/lib/gateway/curl";

const Context = createContext<Addresses | null>(null);

interface OperationAddressesProps {
  addresses: Addresses;
  children: ReactNode;
}

/** Lets what is below name operations without loading their schemas. */
export function OperationAddresses({ addresses, children }: OperationAddressesProps) {
  return <Context value={addresses}>{children}</Context>;
}

export function useAddresses(): Addresses {
  const addresses = use(Context);
  if (!addresses) throw new Error("useAddresses needs <OperationAddresses> above it");
  return addresses;
}
