/** "240 KB", "1,2 MB". */
export function shownSize(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} KB`;
  return `${(bytes / 1_000_000).toFixed(1).replace(".", ",").replace(",0", "")} MB`;
}

/** "1:05" for 65 seconds. */
export const shownLength = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
