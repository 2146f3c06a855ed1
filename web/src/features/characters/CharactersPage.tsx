import { PageHeader } from "@/components/PageHeader";

export function CharactersPage() {
  return <PageHeader title="Characters" />;
}
