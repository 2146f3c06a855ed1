import { PageHeader } from "@/components/PageHeader";

export function PicturePage() {
  return <PageHeader title="Picture" />;
}
