/** @param s seconds from the start @returns `00:01:02` */
export function clock(s: number): string {
  const whole = Math.max(0, Math.floor(s));
  const parts = [whole / 3_600, (whole / 60) % 60, whole % 60];
  return parts.map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
}
