import { dayOf, daysFrom } from "@/lib/calendar";
import type { GallerySearch } from "@/lib/gallery-search";

type Dates = Pick<GallerySearch, "month" | "since" | "until">;

interface DateWords {
  words: string;
  dates: Dates;
}

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

const two = (value: number) => String(value).padStart(2, "0");
const monthOf = (year: number, month: number) => `${year}-${two(month)}`; // 1 to 12

/** What can be said of dates without naming one. */
function spoken(now: Date): DateWords[] {
  const today = dayOf(now);
  const tomorrow = daysFrom(today, 1);
  const monday = daysFrom(today, -((now.getDay() + 6) % 7));
  const lastMonth = new Date(now.getFullYear(), now.getMonth() - 1, 1);
  return [
    { words: "today", dates: { since: today, until: tomorrow } },
    { words: "yesterday", dates: { since: daysFrom(today, -1), until: today } },
    { words: "this week", dates: { since: monday, until: tomorrow } },
    { words: "last week", dates: { since: daysFrom(monday, -7), until: monday } },
    { words: "this month", dates: { month: monthOf(now.getFullYear(), now.getMonth() + 1) } },
    { words: "last month", dates: { month: monthOf(lastMonth.getFullYear(), lastMonth.getMonth() + 1) } },
    {
      words: "this year",
      dates: { since: `${now.getFullYear()}-01-01`, until: `${now.getFullYear() + 1}-01-01` },
    },
  ];
}

/** A year, a month or a day as people write them: "2026", "nov", "november 2026", "2026-11", "2026-11-20". */
function written(text: string, now: Date): DateWords[] {
  const iso = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text);
  if (iso) {
    const [, year = "", month, of] = iso;
    if (month === undefined)
      return [{ words: year, dates: { since: `${year}-01-01`, until: `${Number(year) + 1}-01-01` } }];
    const on = `${year}-${two(Number(month))}`;
    if (Number(month) < 1 || Number(month) > 12) return [];
    if (of === undefined) return [{ words: on, dates: { month: on } }];
    const date = `${on}-${two(Number(of))}`;
    if (Number.isNaN(Date.parse(date))) return [];
    return [{ words: date, dates: { since: date, until: daysFrom(date, 1) } }];
  }
  const named = /^([a-z]{3,})\.?(?:\s+(\d{4}))?$/.exec(text);
  if (!named) return [];
  return MONTHS.flatMap((name, i) => {
    if (!name.startsWith(named[1] ?? "")) return [];
    const ahead = i > now.getMonth(); // a month that this year has not had was the last year's
    const year = named[2] ? Number(named[2]) : now.getFullYear() - (ahead ? 1 : 0);
    return [{ words: `${name} ${year}`, dates: { month: monthOf(year, i + 1) } }];
  });
}

/** The dates that what is typed may mean. */
export function datesFor(typed: string, now: Date): DateWords[] {
  const text = typed.trim().toLowerCase();
  if (text.length < 2) return [];
  return [...spoken(now).filter(({ words }) => words.startsWith(text)), ...written(text, now)];
}
