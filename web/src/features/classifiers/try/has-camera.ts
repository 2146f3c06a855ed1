/** Whether a browser lets a page ask for a camera: it does on this machine, and elsewhere only by https. */
export function hasCamera(): boolean {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- missing where the address is not safe
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}
