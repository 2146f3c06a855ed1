// Months ("2026-11") and days ("2026-11-20") as the address and the gallery have them.

const locale = typeof navigator === "undefined" ? "en" : navigator.language;
const form = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
const longMonth = form({ month: "long", year: "numeric" });
const shortMonth = form({ month: "short" });
const wholeDay = form({ day: "numeric", month: "short", year: "numeric" });

/** "November 2026" */
export function monthWords(month: string): string {
  return longMonth.format(new Date(`${month}-01T00:00:00Z`));
}

/** "Nov" */
export function monthShort(month: string): string {
  return shortMonth.format(new Date(`${month}-01T00:00:00Z`));
}

/** "20 Nov 2026" */
export function dayWords(day: string): string {
  return wholeDay.format(new Date(`${day}T00:00:00Z`));
}

/** A day so many days later. */
export function daysFrom(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** The day that it is here. */
export function dayOf(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
