/** Version of the tablet app, told to the server at each sync. */
export const appVersion = "0.1.0";
