/** Bytes as people read them: "8,4 MB", small ones in KB. */
export const megabytes = (bytes: number): string =>
  bytes < 104_858 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(bytes < 10_485_760 ? 1 : 0).replace(".", ",")} MB`;
