import { useId, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

interface Props {
  names: readonly string[];
  onName: (label: string) => void;
  onClose: () => void;
}

/** The class that pictures are put into, by its name; a new one comes into being. */
export function ClassName({ names, onName, onClose }: Props) {
  const list = useId();
  const [label, setLabel] = useState("");
  const name = label.trim();
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Put into a class"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="class-name" variant="primary" disabled={name === ""}>
            {name === "" || names.includes(name) ? "Put there" : "Make this class"}
          </Button>
        </>
      }
    >
      <form
        id="class-name"
        onSubmit={(event) => {
          event.preventDefault();
          if (name === "") return;
          onName(name);
          onClose();
        }}
      >
        <Field label="Class">
          <Input
            value={label}
            list={list}
            maxLength={200}
            autoComplete="off"
            onChange={({ target }) => setLabel(target.value)}
          />
        </Field>
        <datalist id={list}>
          {names.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      </form>
    </Dialog>
  );
}
