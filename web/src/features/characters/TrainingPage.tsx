import { PageHeader } from "@/components/PageHeader";

export function TrainingPage() {
  return <PageHeader title="Training" />;
}
