import { PageHeader } from "@/components/PageHeader";

export function CreatePage() {
  return <PageHeader title="Create" />;
}
