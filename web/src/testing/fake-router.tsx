import type { ReactNode } from "react";
import { vi } from "vitest";

/** Where the page stands; a test writes it before it renders. */
export const at: { params: Record<string, string>; search: Record<string, unknown> } = {
  params: {},
  search: {},
};

export const navigate = vi.fn();

interface LinkProps {
  children?: ReactNode;
  "aria-label"?: string;
}

// What pages use of the router, for tests that look at one page: vi.mock("@tanstack/react-router", …) takes this file.
export const Link = ({ children, "aria-label": label }: LinkProps) => (
  <a href="/" aria-label={label}>
    {children}
  </a>
);
export const Navigate = () => null;
export const Outlet = () => null;
export const useNavigate = () => navigate;
export const getRouteApi = () => ({
  useParams: () => at.params,
  useSearch: () => at.search,
  useNavigate: () => navigate,
});
