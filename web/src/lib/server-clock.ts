// Ages and times left are counted on the server's clock: this machine's may be minutes off.

let offset = 0; // milliseconds that the server is ahead

export function setServerTime(iso: string): void {
  const at = Date.parse(iso);
  if (!Number.isNaN(at)) offset = at - Date.now();
}

export function serverNow(): number {
  return Date.now() + offset;
}
