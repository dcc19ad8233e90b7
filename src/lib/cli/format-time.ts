/** `2026-01-31 23:59:59` in the time zone of this machine: for people's eyes; JSON carries ISO 8601 in UTC. */
export function formatTime(time: Date): string {
  const date = `${time.getFullYear().toString()}-${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())}`;
  return `${date} ${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}:${twoDigits(time.getSeconds())}`;
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value.toString()}` : value.toString();
}
