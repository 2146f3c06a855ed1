import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { answer, api, idempotent } from "@/api/client";
import { Problem } from "@/api/problem";
import { say } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";

import type { Model } from "../queries";
import { useUpdateModel } from "../use-model-acts";

interface Props {
  model: Model;
  onClose: () => void;
}

const reason = (error: unknown) => (error ? Problem.from(error).message : undefined);

export function RenameModel({ model, onClose }: Props) {
  const [name, setName] = useState(model.name);
  const navigate = useNavigate();
  const update = useUpdateModel(model.name);
  const wanted = name.trim();
  const rename = () => {
    if (wanted === "" || wanted === model.name) {
      onClose();
      return;
    }
    update.mutate(
      { name: wanted },
      {
        onSuccess: () => {
          onClose();
          void navigate({ to: "/models/$name", params: { name: wanted }, replace: true });
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Rename ${model.name}`}
      description="Its files keep their names. Requests that name the old one no longer find it."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={update.isPending} onClick={rename}>
            Rename
          </Button>
        </>
      }
    >
      <Field label="Name" error={reason(update.error)}>
        <Input
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && rename()}
        />
      </Field>
    </Dialog>
  );
}

const TYPES = [
  { value: "bf16", label: "16 bits, wide range", note: "bf16: newer GPUs, half of f32" },
  { value: "f16", label: "16 bits", note: "f16: every GPU, half of f32" },
  { value: "f32", label: "32 bits", note: "f32: processors, the largest" },
] as const;

type NumberType = (typeof TYPES)[number]["value"];

export function ConvertModel({ model, onClose }: Props) {
  const [dtype, setType] = useState<NumberType>("bf16");
  const [name, setName] = useState("");
  const [headers] = useState(() => idempotent());
  const convert = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/models/{name}/convert", {
          params: { path: { name: model.name } },
          headers,
          body: { dtype, ...(name.trim() && { name: name.trim() }) },
        }),
      ),
    onSuccess: (started) => {
      say(`${started.name} is being made; it appears among the models when it is whole.`);
      onClose();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Convert ${model.name}`}
      description="A new model, its weights stored as they are served: it loads without casting. The old one stays."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={convert.isPending} onClick={() => convert.mutate()}>
            Convert
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <RadioCards
          label="Number type of the weights"
          value={dtype}
          onChange={setType}
          cards={TYPES}
          className="sm:auto-cols-auto sm:grid-flow-row"
        />
        <Field label="Name" note="optional" error={reason(convert.error)}>
          <Input
            value={name}
            placeholder={`${model.name}-${dtype}`}
            maxLength={200}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      </div>
    </Dialog>
  );
}
