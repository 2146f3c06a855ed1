import { PageHeader } from "@/components/PageHeader";

export function NewCharacterPage() {
  return <PageHeader title="New character" />;
}
