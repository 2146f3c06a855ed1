/** Sums and prices of what is rented, in US dollars. */

const PER_HOUR_DIGITS = 3;

/** "$4.10" */
export function dollars(value: number): string {
  return `$${value.toFixed(2)}`;
}

/** "$0.790 an hour" */
export function anHour(value: number): string {
  return `$${value.toFixed(PER_HOUR_DIGITS)} an hour`;
}
