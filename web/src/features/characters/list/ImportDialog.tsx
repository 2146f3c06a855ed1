import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";

import { Problem } from "@/api/problem";
import { upload } from "@/api/upload";
import { ChooseFiles } from "@/components/DropZone";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Progress } from "@/components/ui/progress";
import { Select } from "@/components/ui/select";
import { bytes } from "@/lib/format";

import { characterKeys, modelsQuery, type Character } from "../queries";

const WITH_FIELDS = new Set(["name", "trigger", "class_word", "base_model"]);

function nameOf(file: File): string {
  const stem = file.name
    .replace(/\.safetensors$/i, "")
    .replaceAll(/[-_]+/g, " ")
    .trim();
  return stem.charAt(0).toUpperCase() + stem.slice(1, 80);
}

/** A LoRA made elsewhere becomes a character; it can be used at once. */
export function ImportDialog({ file: given, onClose }: { file: File | undefined; onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: models = [] } = useQuery(modelsQuery);
  const [file, setFile] = useState(given);
  const [name, setName] = useState(given ? nameOf(given) : "");
  const [trigger, setTrigger] = useState("");
  const [classWord, setClassWord] = useState("");
  const [model, setModel] = useState<string>();
  const [sent, setSent] = useState(0);
  const base = model ?? models[0]?.name;

  const bring = useMutation({
    mutationFn: (lora: File) => {
      const form = new FormData();
      const said = {
        name: name.trim(),
        trigger: trigger.trim(),
        class_word: classWord.trim(),
        base_model: base ?? "",
      };
      for (const [field, value] of Object.entries(said)) if (value !== "") form.append(field, value);
      form.append("file", lora);
      return upload<Character>("/api/v1/characters/import", form, {
        onProgress: (done, total) => setSent(total > 0 ? done / total : 0),
      });
    },
    onSuccess: (character) => {
      client.setQueryData(characterKeys.one(character.id), character);
      void client.invalidateQueries({ queryKey: ["characters", "list"] });
      void navigate({ to: "/characters/$characterId", params: { characterId: character.id } });
    },
  });
  const problem = bring.error ? Problem.from(bring.error) : undefined;
  const fieldError = (field: string) =>
    problem?.field(field) ??
    (field === "name" && problem?.code === "character_name_taken" ? problem.message : undefined);
  const elsewhere = problem && ![...WITH_FIELDS].some(fieldError);

  const choose = ([chosen]: File[]) => {
    if (!chosen) return;
    setFile(chosen);
    if (name === "") setName(nameOf(chosen));
    bring.reset();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Import a LoRA file"
      description="A .safetensors file in the diffusers or the kohya (ComfyUI, A1111) layout."
      footer={
        <Button
          type="submit"
          form="import-lora"
          variant="primary"
          busy={bring.isPending}
          disabled={!file || name.trim() === ""}
        >
          Import
        </Button>
      }
    >
      <form
        id="import-lora"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (file) bring.mutate(file);
        }}
      >
        <div className="flex min-w-0 items-center gap-3">
          <ChooseFiles accept=".safetensors" onFiles={choose}>
            {file ? "Choose another" : "Choose a file"}
          </ChooseFiles>
          {file && (
            <span className="min-w-0 truncate text-text-2">
              {file.name} · {bytes(file.size)}
            </span>
          )}
        </div>
        {bring.isPending && <Progress value={sent} label="Sending the file" />}
        {elsewhere && <ErrorBlock error={problem} title="The file was not imported." />}
        <Field label="Name" error={fieldError("name")}>
          <Input value={name} maxLength={80} required onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label="Base model" help="The model it was trained for." error={fieldError("base_model")}>
          <Select
            value={base}
            onChange={setModel}
            options={models.map(({ name: value }) => ({ value, label: value }))}
            placeholder="No model is here"
          />
        </Field>
        <Field
          label="Trigger word"
          note="optional"
          help="The word it was trained with; Safelight adds it to prompts. From the name if left empty."
          error={fieldError("trigger")}
        >
          <Input value={trigger} maxLength={80} onChange={(event) => setTrigger(event.target.value)} />
        </Field>
        <Field
          label="What is it?"
          note="optional"
          help="woman, dog, robot, style …"
          error={fieldError("class_word")}
        >
          <Input value={classWord} maxLength={80} onChange={(event) => setClassWord(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}
