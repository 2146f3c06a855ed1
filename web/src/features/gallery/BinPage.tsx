import { PageHeader } from "@/components/PageHeader";

export function BinPage() {
  return <PageHeader title="Bin" />;
}
