import { type AnyCurlInput, type CurlInput, type OperationId, toCurl } from "@/lib/gateway/curl";
import { useAddresses } from "./operation-addresses";

/** Says what is asked of an operation as a command. */
export function useCurl() {
  const addresses = useAddresses();
  function toCommand<Id extends OperationId>(operation: Id, input: CurlInput<Id>): string;
  function toCommand(operation: OperationId, input: AnyCurlInput): string {
    return toCurl(addresses[operation], input);
  }
  return toCommand;
}
