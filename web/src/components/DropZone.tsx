import { Upload } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";

import { droppedFiles } from "@/lib/dropped-files";

import { say } from "./toast";
import { Button, type ButtonProps } from "./ui/button";

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/**
 * The whole page takes dropped and pasted files. Put the returned overlay anywhere in the page; it shows only while
 * files hang over the window. Whoever may not bring files here is told why, and the files are not opened either.
 */
export function useFileDrop(
  onFiles: (files: File[]) => void,
  words: ReactNode,
  enabled = true,
  unless?: string,
): ReactNode {
  const [over, setOver] = useState(false);
  const take = useEffectEvent((files: File[]) => {
    if (files.length === 0) return;
    if (unless === undefined) onFiles(files);
    else say(unless);
  });
  useEffect(() => {
    if (!enabled) return;
    const control = new AbortController();
    const listen = <K extends keyof WindowEventMap>(name: K, does: (event: WindowEventMap[K]) => void) =>
      window.addEventListener(name, does, { signal: control.signal });
    listen("dragover", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    });
    listen("dragleave", (event) => {
      if (event.relatedTarget === null) setOver(false);
    });
    listen("drop", (event) => {
      setOver(false);
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      void droppedFiles(event.dataTransfer).then((files) => take(files));
    });
    listen("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0) event.preventDefault();
      take(files);
    });
    return () => {
      control.abort();
      setOver(false);
    };
  }, [enabled]);
  if (!over) return null;
  return createPortal(
    <div className="pointer-events-none fixed inset-0 z-50 flex flex-col items-center justify-center gap-3 bg-black/70 p-8 text-center text-lg text-white">
      <div className="absolute inset-3 rounded-card border-2 border-dashed border-white/70" />
      <Upload aria-hidden className="size-8" strokeWidth={1.25} />
      {unless ?? words}
    </div>,
    document.body,
  );
}

interface ChooseProps extends Omit<ButtonProps, "onClick" | "asChild"> {
  onFiles: (files: File[]) => void;
  accept?: string;
}

/** The button way of dropping files, for keyboards and phones. */
export function ChooseFiles({
  onFiles,
  accept = "image/*",
  children = "Choose files",
  ...button
}: ChooseProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accept}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = ""; // so that the same file can be chosen again
        }}
      />
      <Button {...button} onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  );
}
