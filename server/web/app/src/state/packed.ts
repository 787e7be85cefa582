// The list of households as the engine packs it (cmd/formswasm, packed): rows without names, in the order of the houses. The
// same bytes, with what else the first page shows, are kept sealed for the next start: it is drawn before the engine runs.
import type { Home, HomeTold, State, Summary } from "../engine/calls";

type Row = [id: string, name: string, area: number, address: string, state: number, marks: number, members: number, updated: number, code: string, note?: string, handover?: string];
type Packed = { areas: [id: string, label: string][]; states: State[]; rows: Row[]; byName: number[] };

/** Joins what home told with its packed households. Throws on bytes that are none. */
export function unpack(told: HomeTold, bytes: Uint8Array): Home {
  const { areas, states, rows, byName } = JSON.parse(new TextDecoder().decode(bytes)) as Packed;
  const households = rows.map(([id, name, area, address, state, marks, members, updated, code, note, handover]): Summary => ({
    case: id, name, area: areas[area]![0], areaLabel: areas[area]![1], address, state: states[state]!, members, updated, code, note, handover,
    unsent: (marks & 1) > 0, mine: (marks & 2) > 0, given: (marks & 4) > 0, unlisted: (marks & 8) > 0,
  }));
  return { ...told, households, byName: byName.map((i) => households[i]!) };
}

/** The first page as it was shown last: what is kept for the next start. */
export type Glance = { told: HomeTold; workspace: string };

const line = 10;
/** One line of JSON, then the packed households. */
export function joinGlance(g: Glance, households: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify(g));
  const out = new Uint8Array(head.length + 1 + households.length);
  out.set(head);
  out[head.length] = line;
  out.set(households, head.length + 1);
  return out;
}
export function splitGlance(bytes: Uint8Array): { glance: Glance; home: Home } {
  const at = bytes.indexOf(line);
  const glance = JSON.parse(new TextDecoder().decode(bytes.subarray(0, at))) as Glance;
  return { glance, home: unpack(glance.told, bytes.subarray(at + 1)) };
}
