import { PageHeader } from "@/components/PageHeader";

export function CharacterPage() {
  return <PageHeader title="Character" />;
}
