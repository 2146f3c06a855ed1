import type { Role } from "@/api/people";

export const ROLES: Record<Role, { label: string; note: string }> = {
  viewer: { label: "Viewer", note: "Looks at what others share" },
  member: { label: "Member", note: "Makes pictures, characters, classifiers" },
  admin: { label: "Admin", note: "Runs the studio, people and models" },
};
