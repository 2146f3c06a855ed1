import { useRef } from "react";

import { Button, type ButtonProps } from "@/components/ui/button";

interface Props extends Omit<ButtonProps, "onClick" | "asChild"> {
  onFiles: (files: File[]) => void;
}

/** The button way of dropping a folder: its files come with the folders that they lie in. */
export function ChooseFolder({ onFiles, children = "Choose a folder", ...button }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        // React knows no such attribute, and browsers no other.
        {...{ webkitdirectory: "" }}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])].filter(({ name }) => !name.startsWith(".")));
          currentTarget.value = ""; // so that the same folder can be chosen again
        }}
      />
      <Button {...button} onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  );
}
