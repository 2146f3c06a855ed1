import { useLooks } from "@/lib/looks";

import { Choice } from "./Choice";

export function Looks() {
  const looks = useLooks();
  return (
    <div>
      <Choice
        label="Theme"
        value={looks.theme}
        onChange={(theme) => looks.set({ theme })}
        options={{ dark: "Dark", light: "Light", system: "As the system" }}
      />
      <Choice
        label="Surround"
        help="The grey around a large picture. B changes it while looking."
        value={looks.surround}
        onChange={(surround) => looks.set({ surround })}
        options={{ dark: "Dark", grey: "Middle grey", light: "Light" }}
      />
      <Choice
        label="Density"
        value={looks.density}
        onChange={(density) => looks.set({ density })}
        options={{ normal: "Normal", tight: "Tight" }}
      />
      <Choice
        label="Motion"
        value={looks.motion}
        onChange={(motion) => looks.set({ motion })}
        options={{ system: "As the system", none: "None" }}
      />
    </div>
  );
}
