// Marks drawn as strokes on a 24-unit square. Every mark that means something stands beside its word.
const paths = {
  left: "M15 5l-7 7 7 7", right: "M9 5l7 7-7 7", tick: "M4.5 12.5l5 5 10-11", cross: "M6 6l12 12M18 6L6 18", plus: "M12 5v14M5 12h14", minus: "M5 12h14", star: "M12 3.5l2.600 5.400 5.900.8-4.300 4.100 1 5.900-5.200-2.800-5.200 2.800 1-5.900-4.300-4.100 5.900-.8z", mic: "M9 6a3 3 0 016 0v5a3 3 0 01-6 0zM5.500 11a6.500 6.500 0 0013 0M12 17.500v3.500", stop: "M6 6h12v12H6z",
  warn: "M12 3.5L22 20.5H2zM12 10v5M12 17.8v.2", list: "M9 6h11M9 12h11M9 18h11M4.5 6h.1M4.5 12h.1M4.5 18h.1",
  lock: "M5 10.5h14v10H5zM8 10.5V8a4 4 0 018 0v2.500", person: "M8 8a4 4 0 108 0 4 4 0 10-8 0M4.500 20.500c.8-4.500 3.800-6.500 7.500-6.500s6.700 2 7.500 6.500",
  phone: "M6 3.5h3.5l1.5 5-2.2 1.6a12 12 0 005.1 5.1l1.6-2.2 5 1.5V18a2.500 2.500 0 01-2.700 2.500C10.500 20 4 13.500 3.500 6.200A2.500 2.500 0 016 3.500z",
  pin: "M12 21c4-4.600 6.500-7.800 6.500-11a6.500 6.500 0 00-13 0c0 3.200 2.500 6.400 6.500 11zM9.700 10a2.300 2.300 0 104.600 0 2.300 2.300 0 10-4.600 0",
  device: "M5.5 5a2.500 2.500 0 012.500-2.500h8a2.500 2.500 0 012.500 2.500v14a2.500 2.500 0 01-2.500 2.500H8A2.500 2.500 0 015.500 19zM10.500 18.500h3",
  sync: "M4 9a8.5 8.5 0 0114.5-3.5L21 8M21 3v5h-5M20 15A8.5 8.5 0 015.5 18.5L3 16M3 21v-5h5",
  calendar: "M3.5 7a2 2 0 012-2h13a2 2 0 012 2v11.500a2 2 0 01-2 2h-13a2 2 0 01-2-2zM3.5 10h17M8 2.5v4M16 2.5v4",
  glass: "M4 10.5a6.500 6.500 0 1013 0 6.500 6.500 0 10-13 0M15.5 15.5L21 21", camera: "M3.5 7.5h4l1.500-2.500h6l1.500 2.500h4v12h-17zM8.400 13a3.600 3.600 0 107.200 0 3.600 3.600 0 10-7.200 0",
  pen: "M4 20l1-4.500L16 4.500l3.500 3.500L8.500 19z", box: "M4 8l8-4.500L20 8v8.500L12 21l-8-4.500zM4 8l8 4.500L20 8M12 12.500V21", info: "M3 12a9 9 0 1018 0 9 9 0 10-18 0M12 11v5.500M12 7.500v.2",
  nonet: "M3 9a13 13 0 0118 0M6.500 13a8 8 0 0111 0M12 17.500v.1M3.500 3.500l17 17", sun: "M7.500 12a4.500 4.500 0 109 0 4.500 4.500 0 10-9 0M12 2v2.500M12 19.500V22M2 12h2.500M19.500 12H22M5 5l1.700 1.700M17.300 17.300L19 19M19 5l-1.700 1.700M6.700 17.300L5 19",
  // states of a record
  new: "M3.5 12a8.500 8.500 0 1017 0 8.500 8.500 0 10-17 0", draft: "M3.5 12a8.500 8.500 0 1017 0 8.500 8.500 0 10-17 0M12 3.5a8.5 8.5 0 010 17z", finished: "M3.5 12a8.500 8.500 0 1017 0 8.500 8.500 0 10-17 0",
  received: "M12 20V5M5.5 11L12 4.5 18.5 11", returned: "M9 3L4 8l5 5M4 8h10a6 6 0 010 12", approved: "M3 12a9 9 0 1018 0 9 9 0 10-18 0M7.5 12.5l3 3 6-7",
  changed: "M3 12a9 9 0 1018 0 9 9 0 10-18 0M12 8l4 7.500H8z", conflict: "M3 12h6M21 5h-5c-4 0-4 7-7 7 3 0 3 7 7 7h5", held: "M4 4h16v16H4zM9.500 9v6M14.500 9v6", bubble: "M4 5h16v11h-9l-4 4v-4H4z",
  scan: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M8 8.500h3v3H8zM13.500 8.500h2.500M13.500 12h2.500v3.500h-3M8 15.500h2.500",
};
export type IconName = keyof typeof paths | "fixed";

export function Icon({ name }: { name: IconName }) {
  const d = paths[name === "fixed" ? "received" : name];
  const filled = name === "finished";
  const half = name === "draft" ? "M12 3.5a8.5 8.5 0 010 17z" : undefined;
  return (
    <svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={d} fill={filled ? "currentColor" : undefined} />
      {half && <path d={half} fill="currentColor" />}
    </svg>
  );
}

export function Logo() {
  return (
    <svg width="64" height="64" viewBox="0 0 32 32" aria-hidden="true">
      <rect x="3" y="2" width="26" height="28" rx="4" fill="#164A8A" />
      <path d="M10.500 2v28" stroke="#DFA59D" stroke-width="1.600" />
      <path d="M14.500 10h9.500M14.500 15.500h5" stroke="#fff" stroke-width="2.200" stroke-linecap="round" />
      <path d="M14.500 22l3 3 6.500-7.500" fill="none" stroke="#fff" stroke-width="2.600" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
