import { Sheet } from "@/components/ui/dialog";

export default function StylesSheet({ onClose }: { onClose: () => void }) {
  return <Sheet open onOpenChange={onClose} title="Styles" />;
}
