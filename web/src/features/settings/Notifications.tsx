import { useState } from "react";

import { Switch } from "@/components/ui/toggles";
import { permission, useNotifying } from "@/lib/notifying";

const WHY_NOT = {
  missing: "This browser cannot notify on this address: it needs HTTPS, or localhost.",
  denied: "The browser refuses notifications from this address; allow them in its settings for the page.",
};

export function Notifications() {
  const { on, set } = useNotifying();
  const [allowed, setAllowed] = useState(permission);
  const cannot = allowed === "missing" || allowed === "denied";
  const change = async (wanted: boolean) => {
    const answer = wanted && allowed === "default" ? await Notification.requestPermission() : allowed;
    setAllowed(answer);
    set(wanted && answer === "granted");
  };
  return (
    <div className="pt-1">
      <Switch
        checked={on && allowed === "granted"}
        disabled={cannot}
        onChange={(wanted) => void change(wanted)}
        label="Say when work has ended"
        help={cannot ? WHY_NOT[allowed] : "Only while this page is not in front. The browser asks once."}
      />
    </div>
  );
}
