import { admitted, authHeaders, refused } from "./login";
import { Problem } from "./problem";

interface UploadOptions {
  method?: "POST" | "PUT";
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Bytes sent so far, of the body's total. */
  onProgress?: (sent: number, total: number) => void;
}

/** Sends a form or a file and reports its progress, which fetch cannot. Throws a Problem. */
export async function upload<T>(url: string, body: FormData | Blob, options: UploadOptions = {}): Promise<T> {
  await admitted();
  return send(url, body, options);
}

function send<T>(url: string, body: FormData | Blob, options: UploadOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    const { signal } = options;
    const request = new XMLHttpRequest();
    const stopped = () => reject(new DOMException("The upload was stopped.", "AbortError"));
    if (signal?.aborted) {
      stopped();
      return;
    }
    request.open(options.method ?? "POST", url);
    for (const [name, value] of Object.entries({ ...authHeaders(), ...options.headers })) {
      request.setRequestHeader(name, value);
    }
    request.upload.onprogress = ({ loaded, total }) => options.onProgress?.(loaded, total);
    request.onerror = () => reject(Problem.noContact());
    request.onabort = stopped;
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve((request.responseText ? JSON.parse(request.responseText) : undefined) as T);
        return;
      }
      if (request.status === 401) void refused(); // it is not sent again by itself: it may be large
      reject(Problem.fromText(request.status, request.responseText));
    };
    const abort = () => request.abort();
    signal?.addEventListener("abort", abort, { once: true });
    request.onloadend = () => signal?.removeEventListener("abort", abort);
    request.send(body);
  });
}
