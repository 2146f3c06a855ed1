import { useQuery } from "@tanstack/react-query";

import { authStateQuery } from "@/api/people";
import { SetupForm } from "@/components/people/SetupForm";

/** The way from a studio of one to one with accounts. */
export function ShareStudio() {
  const { data: state } = useQuery(authStateQuery);
  return (
    <div className="grid max-w-md gap-4 pt-1">
      <h2 className="text-lg font-medium">Share this studio with others</h2>
      <p className="text-text-2">
        Only you are here: whoever opens the studio on this machine may do everything. With accounts, each
        logs in, sees what is their own, and shares what they like. All that is here becomes yours.
      </p>
      <SetupForm needsCode={state?.setup_from_here === false} />
    </div>
  );
}
