import { Ellipsis } from "lucide-react";

import { IconButton } from "@/components/ui/icon-button";
import { DropdownMenu, type MenuItem } from "@/components/ui/menu";

interface Props {
  groups: readonly (readonly MenuItem[])[];
  onOpenChange: (open: boolean) => void;
}

/** The rest of what can be done with a small picture. */
export default function MoreMenu(props: Props) {
  return <DropdownMenu {...props} side="top" trigger={<IconButton icon={Ellipsis} label="More" />} />;
}
