// Numbers, sizes and times in words, as the voice of the studio has them.

const locale = typeof navigator === "undefined" ? "en" : navigator.language;
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const short = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const long = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const full = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** 1,500 */
export function number(value: number): string {
  return whole.format(value);
}

/** "1 picture", "4 pictures" */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** "0:04": how long a film is */
export function filmLength(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return `${Math.floor(whole / MINUTE)}:${String(whole % MINUTE).padStart(2, "0")}`;
}

/** "41 %", never 100 before it is done */
export function percent(fraction: number): string {
  const value = fraction >= 1 ? 100 : Math.min(99, Math.floor(Math.max(0, fraction) * 100));
  return `${value} %`;
}

/** "6.9 GB": thousands, as disks and downloads are sold; video memory passes 1024. */
export function bytes(value: number, base: 1000 | 1024 = 1000): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let rest = value;
  let unit = 0;
  while (rest >= base && unit < units.length - 1) {
    rest /= base;
    unit += 1;
  }
  const digits = unit >= 2 && rest < 10 ? 1 : unit === 3 && rest < 100 ? 1 : 0;
  return `${rest.toFixed(digits).replace(/\.0$/, "")} ${units[unit] ?? ""}`;
}

/** Video memory in use, "18.2 of 24 GB" */
export function memory(used: number, total: number): string {
  const gib = 1024 ** 3;
  return `${(used / gib).toFixed(1)} of ${(total / gib).toFixed(0)} GB`;
}

/** A measured time: "8 s", "4 min", "2 h 10 min" */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < MINUTE) return `${s} s`;
  if (s < HOUR) return `${Math.round(s / MINUTE)} min`;
  const hours = Math.floor(s / HOUR);
  const minutes = Math.round((s % HOUR) / MINUTE);
  if (minutes === MINUTE) return `${hours + 1} h`;
  return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
}

/** A guess, rounded to what is honest: "under a minute", "about 4 min", "about 2 h 10 min" */
export function about(seconds: number): string {
  if (seconds < MINUTE) return "under a minute";
  if (seconds < HOUR - MINUTE / 2) return `about ${Math.round(seconds / MINUTE)} min`;
  const tens = Math.round(seconds / 600) * 600;
  return `about ${duration(tens)}`;
}

/** "just now", "3 min ago", "2 h ago", then the date */
export function ago(at: Date, now: Date): string {
  const seconds = (now.getTime() - at.getTime()) / 1000;
  if (seconds < MINUTE) return "just now";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  return (at.getFullYear() === now.getFullYear() ? short : long).format(at);
}

/** The date and time in full, for a tooltip */
export function moment(at: Date): string {
  return full.format(at);
}

/** "14:02" */
export function clock(at: Date): string {
  return at.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
}
