import { Camera as Icon } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

/** The camera's picture, and one taken of it. */
export default function Camera({ onFile, onClose }: { onFile: (file: File) => void; onClose: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState<string>();
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let stream: MediaStream | undefined;
    let gone = false;
    navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).then(
      (got) => {
        stream = got;
        if (gone || !video.current) got.getTracks().forEach((track) => track.stop());
        else video.current.srcObject = got;
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      gone = true;
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, []);
  const take = () => {
    const shown = video.current;
    if (!shown) return;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [shown.videoWidth, shown.videoHeight];
    canvas.getContext("2d")?.drawImage(shown, 0, 0);
    canvas.toBlob(
      (blob) => {
        if (blob) onFile(new File([blob], "camera.jpg", { type: "image/jpeg" }));
        onClose();
      },
      "image/jpeg",
      0.92,
    );
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Camera"
      footer={
        <Button variant="primary" disabled={!ready} onClick={take}>
          <Icon aria-hidden />
          Take a picture
        </Button>
      }
    >
      {problem ? (
        <p role="alert">No picture comes from the camera: {problem}</p>
      ) : (
        <video
          ref={video}
          autoPlay
          muted
          playsInline
          aria-label="What the camera sees"
          onLoadedMetadata={() => setReady(true)}
          className="max-h-[60dvh] w-full rounded-print bg-bg-3"
        />
      )}
    </Dialog>
  );
}
