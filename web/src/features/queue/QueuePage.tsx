import { PageHeader } from "@/components/PageHeader";

export function QueuePage() {
  return <PageHeader title="Queue" />;
}
