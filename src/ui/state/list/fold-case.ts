/** A name in lower case. Some capitals change length in lower case ("İ"): positions would shift, so such a name is matched as it stands. */
export function foldCase(name: string): string {
  const lower = name.toLowerCase();
  return lower.length === name.length ? lower : name;
}
