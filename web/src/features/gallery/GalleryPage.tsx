import { Outlet } from "@tanstack/react-router";

import { PageHeader } from "@/components/PageHeader";

export function GalleryPage() {
  return (
    <>
      <PageHeader title="Gallery" />
      <Outlet />
    </>
  );
}
