// What a widget is given: the question at hand, its place and state, and what is wrong with it.
import type { ComponentChildren } from "preact";
import type { NodeState, Ref } from "../../engine/calls";
import type { FormNode } from "../../form/tree";
import type { OpenRecord } from "../../state/record";

/** One question of a page. alone: no other question stands on it. */
export type Asked = { r: OpenRecord; ref: Ref; node: FormNode; state: NodeState; alone: boolean };

/** message is what is wrong; each widget puts it where no hand covers it. */
export type Field = Asked & { labelId: string; message: ComponentChildren };

/** Whether the answer can be seen but not changed here. */
export const locked = ({ r, state }: Asked): boolean => r.readOnly || state.ro === true;
