export function Forgot(_p: { user: import("../engine/calls").User; back: () => void }) { return null; }
